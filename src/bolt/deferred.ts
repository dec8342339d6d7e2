/** A promise and the function that resolves it. */
export class Deferred {
  readonly promise: Promise<void>
  resolve!: () => void

  constructor () {
    this.promise = new Promise(resolve => { this.resolve = resolve })
  }
}
