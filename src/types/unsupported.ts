import { hasBrand, setBrand } from './brand.js'

/** Replaces a value whose type the Bolt version of the connection cannot carry. */
export class UnsupportedType {
  /** The name of the type, like `VECTOR`. */
  name: string
  /** The lowest Bolt version that carries it, like `6.0`. */
  minimumProtocolVersion: string
  /** The server's explanation, if it sent one. */
  message: string | undefined

  constructor (name: string, minimumProtocolMajor: number, minimumProtocolMinor: number, message: string | undefined) {
    this.name = name
    this.minimumProtocolVersion = `${minimumProtocolMajor}.${minimumProtocolMinor}`
    this.message = message
  }

  toString (): string {
    return `UnsupportedType<${this.name}>`
  }
}

setBrand(UnsupportedType.prototype, '__isUnsupportedType__')

/** Whether `obj` is an {@link UnsupportedType}, of this or another copy of the driver. */
export function isUnsupportedType (obj: unknown): obj is UnsupportedType {
  return hasBrand(obj, '__isUnsupportedType__')
}
