import { int } from '../../types/integer.js'
import { Point } from '../../types/spatial.js'

/** The coordinates of a point: Cartesian coordinates, or degrees and meters. */
export type Coordinates =
  { x: number, y: number, z?: number, srid?: number } |
  { longitude: number, latitude: number, height?: number, srid?: number }

const CARTESIAN = [7203, 9157]
const WGS_84 = [4326, 4979]

/**
 * Makes a point as a query returns it.
 * @example
 * point({ x: 1, y: 2 })
 * point({ longitude: 12.99, latitude: 55.61 })
 *
 * @param coordinates default of `srid`: 7203 or 9157 for Cartesian coordinates, 4326 or 4979 for degrees, in two or three dimensions
 * @throws TypeError if a coordinate is missing or not a number
 */
export function point (coordinates: Coordinates): Point {
  if ('longitude' in coordinates) {
    const { longitude, latitude, height, srid } = coordinates
    return new Point(int(srid ?? sridOf(WGS_84, height)), longitude, latitude, height)
  }
  const { x, y, z, srid } = coordinates
  return new Point(int(srid ?? sridOf(CARTESIAN, z)), x, y, z)
}

function sridOf ([flat, spatial]: number[], height: number | undefined): number {
  return height === undefined ? flat : spatial
}
