/** A structure without semantics: tests and the scripted server use it on both sides. */
export class Structure {
  readonly signature: number
  readonly fields: unknown[]

  constructor (signature: number, fields: unknown[]) {
    this.signature = signature
    this.fields = fields
  }

  get size (): number {
    return this.fields.length
  }

  toString (): string {
    return `Structure(0x${this.signature.toString(16).toUpperCase()}, [${this.fields.join(', ')}])`
  }
}
