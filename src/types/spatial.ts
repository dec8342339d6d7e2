import { assertNumber } from '../assert.js'
import { hasBrand, setBrand } from './brand.js'
import { assertNumberOrInteger, type Integer, type NumberOrInteger } from './integer.js'

/**
 * A point in two or three dimensions. Instances are frozen.
 *
 * `srid` identifies the coordinate system: 4326 and 4979 are WGS-84 (x is the longitude, y the latitude, in degrees;
 * z the height in meters), 7203 and 9157 Cartesian.
 */
export class Point<T extends NumberOrInteger = Integer> {
  readonly srid: T
  readonly x: number
  readonly y: number
  readonly z: number | undefined

  /** @throws TypeError if `srid` is not a number, bigint or Integer, or a coordinate is not a number */
  constructor (srid: T, x: number, y: number, z?: number) {
    this.srid = assertNumberOrInteger(srid, 'SRID')
    this.x = assertNumber(x, 'X coordinate')
    this.y = assertNumber(y, 'Y coordinate')
    this.z = z == null ? z : assertNumber(z, 'Z coordinate')
    Object.freeze(this)
  }

  /** Like `Point{srid=7203.0, x=1.0, y=2.5}`; an {@link Integer} as srid is shown without `.0`. */
  toString (): string {
    const height = this.z != null && !isNaN(this.z) ? `, z=${floatText(this.z)}` : ''
    return `Point{srid=${floatText(this.srid)}, x=${floatText(this.x)}, y=${floatText(this.y)}${height}}`
  }
}

setBrand(Point.prototype, '__isPoint__')

/** Whether `obj` is a {@link Point}, of this or another copy of the driver. */
export function isPoint<T extends NumberOrInteger = Integer> (obj: unknown): obj is Point<T> {
  return hasBrand(obj, '__isPoint__')
}

function floatText (value: NumberOrInteger): string {
  return Number.isInteger(value) ? `${value}.0` : value.toString()
}
