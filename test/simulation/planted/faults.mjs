// Faults that are put into a copy of the driver, one at a time: the simulation must find each of them.
// `search` occurs once in the file.

export const faults = [
  {
    name: 'a RESET left out',
    file: 'src/pool/pool.ts',
    search: 'if (connection.isReady) {\n      this.#handOn(entry)',
    replace: 'if (connection.isOpen) {\n      this.#handOn(entry)'
  },
  {
    name: 'a waiter forgotten',
    file: 'src/pool/pool.ts',
    search: '  #freePlace (): void {\n    this.#opening--\n    this.#wakeNextWaiter()',
    replace: '  #freePlace (): void {\n    this.#opening--'
  },
  {
    name: 'a bookmark not sent',
    file: 'src/session/session-core.ts',
    search: 'return { mode, bookmarks, database: this.#database,',
    replace: "return { mode, bookmarks: mode === 'READ' ? [] : bookmarks, database: this.#database,"
  },
  {
    name: 'a retry after a commit in doubt',
    file: 'src/session/lost-commit.ts',
    search: 'doubt.retriable = doubt.retryable = idempotent',
    replace: 'doubt.retriable = doubt.retryable = true || idempotent'
  },
  {
    name: 'a listener kept',
    file: 'src/abort.ts',
    search: '    this.#signal.removeEventListener(\'abort\', this.#onAbort)\n    heard.delete(this.#signal)',
    replace: '    heard.delete(this.#signal)'
  },
  {
    name: 'a lease returned twice',
    file: 'src/pool/lease.ts',
    search: 'this.#released = this.#lender.takeBack(entry)',
    replace: 'this.#released = this.#lender.takeBack(entry)\n      void (async () => {\n        for (let i = 0; i < 50; i++) await undefined\n        void this.#lender.takeBack(entry)\n      })()'
  },
  {
    name: 'a table never refreshed',
    file: 'src/routing/routing-table.ts',
    search: 'return now < this.expiresAt && this.routers.length > 0',
    replace: 'return now < Infinity && this.routers.length > 0'
  },
  {
    name: 'a deadline not passed on',
    file: 'src/routing/routing-provider.ts',
    search: '    const home = this.#homeOf(request, table)\n    const lease = await this.#acquireFrom(table, request, limit)',
    replace: '    const home = this.#homeOf(request, table)\n    const lease = await this.#acquireFrom(table, request, this.newLimit())'
  }
]
