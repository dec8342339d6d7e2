/** How often the line is repeated where it can't be overwritten. */
const REPEAT_MS = 5_000

/** One line that changes, below lines that stay. */
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

  /** A line that stays. */
  say (text) {
    this.#stream.write(this.#stream.isTTY ? `\r\u001B[K${text}\n` : text + '\n')
    if (this.#stream.isTTY) this.update(this.#text)
  }

  end () {
    if (this.#stream.isTTY) this.#stream.write('\r\u001B[K')
  }
}
