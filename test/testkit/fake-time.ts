interface FakeTimer {
  readonly callback: (...args: unknown[]) => void
  readonly args: unknown[]
  readonly due: number
  unref: () => FakeTimer
  ref: () => FakeTimer
}

/** Time that only the suite advances, for the driver, which uses the global clock and timers. */
export class FakeTime {
  readonly #real = { now: Date.now, hrtime: process.hrtime, setTimeout, clearTimeout }
  readonly #timers = new Set<FakeTimer>()
  readonly #start = { date: Date.now(), hrtime: process.hrtime.bigint() }
  #elapsed = 0

  install (): this {
    Date.now = () => this.#start.date + this.#elapsed
    const monotonic = (): bigint => this.#start.hrtime + BigInt(Math.round(this.#elapsed * 1e6))
    process.hrtime = Object.assign(
      (): [number, number] => [Number(monotonic() / BigInt(1e9)), Number(monotonic() % BigInt(1e9))], { bigint: monotonic })
    globalThis.setTimeout = ((callback: FakeTimer['callback'], ms: number = 0, ...args: unknown[]) =>
      this.#add(callback, ms, args)) as unknown as typeof setTimeout
    globalThis.clearTimeout = (timer => {
      if (!this.#timers.delete(timer as unknown as FakeTimer)) this.#real.clearTimeout(timer)
    }) as typeof clearTimeout
    return this
  }

  /** Advances time: timers fire in order, each at its time. */
  tick (ms: number): void {
    const end = this.#elapsed + ms
    for (let next = this.#next(end); next !== undefined; next = this.#next(end)) {
      this.#timers.delete(next)
      this.#elapsed = next.due
      next.callback(...next.args)
    }
    this.#elapsed = end
  }

  /** Timers that have not fired continue in real time. */
  uninstall (): void {
    const { now, setTimeout, clearTimeout } = this.#real
    Date.now = now
    process.hrtime = this.#real.hrtime
    globalThis.setTimeout = setTimeout
    globalThis.clearTimeout = clearTimeout
    for (const { callback, args, due } of this.#timers) setTimeout(callback, due - this.#elapsed, ...args).unref()
    this.#timers.clear()
  }

  #add (callback: FakeTimer['callback'], ms: number, args: unknown[]): FakeTimer {
    const timer: FakeTimer = { callback, args, due: this.#elapsed + ms, unref: () => timer, ref: () => timer }
    this.#timers.add(timer)
    return timer
  }

  #next (end: number): FakeTimer | undefined {
    return [...this.#timers].filter(timer => timer.due <= end).sort((a, b) => a.due - b.due)[0]
  }
}
