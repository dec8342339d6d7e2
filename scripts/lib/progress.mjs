// The progress of a program: one line that is updated in place on a terminal, one line per step elsewhere.

export class Progress {
  #stream
  #name = ''

  constructor (stream = process.stdout) {
    this.#stream = stream
  }

  begin (name) {
    this.#name = name
    this.update('')
  }

  update (text) {
    if (this.#stream.isTTY) {
      const line = `… ${this.#name}  ${text}`.slice(0, this.#stream.columns - 1)
      this.#stream.write(`\r\u001B[K${line}`)
    }
  }

  /** @param {number} milliseconds the duration of the step */
  end (milliseconds) {
    this.#stream.write(`${this.#start()}✓ ${this.#name}  ${milliseconds.toFixed(0)} ms\n`)
  }

  fail () {
    this.#stream.write(`${this.#start()}✗ ${this.#name}\n`)
  }

  #start () {
    return this.#stream.isTTY ? '\r\u001B[K' : ''
  }
}

/**
 * @param {string[]} heads
 * @param {string[][]} rows
 */
export function printTable (heads, rows) {
  const widths = heads.map((head, column) => Math.max(head.length, ...rows.map(row => row[column].length)))
  const line = cells => cells.map((cell, column) => cell.padEnd(widths[column])).join('  ').trimEnd()
  console.log(['', line(heads), line(widths.map(width => '─'.repeat(width))), ...rows.map(line)].join('\n'))
}
