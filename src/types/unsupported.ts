import { hasBrand, setBrand } from './brand.js'

/** Replaces a value that the server has and the Bolt version of the connection cannot carry. */
export class UnsupportedType {
  /** The name of the type, like `VECTOR`. */
  name: string
  /** The least Bolt version that carries it, like `6.0`. */
  minimumProtocolVersion: string
  /** What the server says about it. */
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
