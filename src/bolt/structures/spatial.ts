import type { PackStreamWriter } from '../../packstream/writer.js'
import type { NumberOrInteger } from '../../types/integer.js'
import { isPoint, Point } from '../../types/spatial.js'
import { type Family, keptReading, writing } from './family.js'

const POINT_2D = 0x58
const POINT_3D = 0x59

export const spatial: Family = {
  readings: (_, context) => [
    keptReading(context, POINT_2D, 'Point2D', 3, reader =>
      new Point(reader.readInteger(), reader.readFloat(), reader.readFloat())),
    keptReading(context, POINT_3D, 'Point3D', 4, reader =>
      new Point(reader.readInteger(), reader.readFloat(), reader.readFloat(), reader.readFloat()))
  ],
  writings: () => [writing(isPoint<NumberOrInteger>, writePoint)]
}

function writePoint (writer: PackStreamWriter, point: Point<NumberOrInteger>): void {
  const { z } = point
  writer.writeStructureHeader(z != null ? POINT_3D : POINT_2D, z != null ? 4 : 3)
  writer.writeInteger(point.srid, point)
  writer.writeFloat(point.x)
  writer.writeFloat(point.y)
  if (z != null) writer.writeFloat(z)
}
