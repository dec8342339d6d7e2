/** How often the line is repeated if it cannot be overwritten. */
const REPEAT_MS = 5_000

/** A line that is updated in place, below permanent lines. */
export class LiveLine {
  #stream
  #text = ''
  #writtenAt = -Infinity

  constructor (stream = process.stdout) {
    this.#stream = stream
  }

  update (text) {
    this.#text = text
    if (this.#stream.isTTY) {
      this.#stream.write(`\r\u001B[K${text.slice(0, this.#stream.columns - 1)}`)
    } else if (performance.now() - this.#writtenAt >= REPEAT_MS) {
      this.#writtenAt = performance.now()
      this.#stream.write(text + '\n')
    }
  }

  /** Prints a permanent line. */
  say (text) {
    this.#stream.write(this.#stream.isTTY ? `\r\u001B[K${text}\n` : text + '\n')
    if (this.#stream.isTTY) this.update(this.#text)
  }

  end () {
    if (this.#stream.isTTY) this.#stream.write('\r\u001B[K')
  }
}
