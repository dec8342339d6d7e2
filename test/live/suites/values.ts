import neo4j from '../../../src/index.js'
import { type LiveServer, isAtLeast } from '../live-server.js'
import { type DriverUse, useDriver, useLabel } from '../use-driver.js'
import { plainValues, spatialAndTemporalValues } from './value-table.js'

/** Every type goes out as a parameter and comes back equal. */
export function valuesSuite (server: LiveServer): void {
  describe('values', () => {
    const db = useDriver(server)

    it.each(plainValues())('%s comes back equal', async (_name, value) => {
      expect(await db.value('RETURN $value', { value })).toStrictEqual(value)
    })

    it.each(plainValues())('%s comes back equal inside a list in a map', async (_name, value) => {
      expect(await db.value('RETURN {inner: [$value]}', { value })).toStrictEqual({ inner: [value] })
    })

    it.each(spatialAndTemporalValues())('%s comes back equal, and the server reads it as %s', async (_name, text, value) => {
      const [record] = await db.run('RETURN $value, toString($value)', { value })
      expect(record.get(0)).toEqual(value)
      expect(record.get(0).constructor).toBe(value.constructor)
      expect(record.get(1)).toBe(text)
    })

    describePoints(db)
    describeZones(db, server)
    describeGraph(db, server)
    if (isAtLeast(server, '2025.10')) {
      describeVectorsAndUuids(db)
    }
  })
}

function describePoints (db: DriverUse): void {
  it.each([
    ['cartesian', 7203, [1.5, -2.5]], ['cartesian-3d', 9157, [1, 2, -3]], ['wgs-84', 4326, [12.34, 56.78]], ['wgs-84-3d', 4979, [-1.5, 50, 100]]
  ] as const)('a %s point comes back equal, and the server reads its coordinates', async (crs, srid, [x, y, z]) => {
    const point = new neo4j.types.Point(neo4j.int(srid), x, y, z)
    const [record] = await db.run(`RETURN $point, $point.crs, $point.x, $point.y${z === undefined ? '' : ', $point.z'}`, { point })
    const [back, ...parts] = [...record.values()]
    expect(back).toEqual(point)
    expect(neo4j.isPoint(back)).toBe(true)
    expect(parts).toEqual(z === undefined ? [crs, x, y] : [crs, x, y, z])
  })
}

/** What the server says of a moment, and what the driver makes of the same moment. */
const MOMENTS = [
  ['before the change to summer time', '2024-03-31T01:59:59+01:00[Europe/Berlin]', 3600],
  ['after the change to summer time', '2024-03-31T03:00:00+02:00[Europe/Berlin]', 7200],
  ['before the change to winter time', '2024-10-27T01:59:59+02:00[Europe/Berlin]', 7200],
  ['after the change to winter time', '2024-10-27T03:00:00+01:00[Europe/Berlin]', 3600],
  ['in a zone off by a quarter of an hour', '2024-06-01T12:00:00.000000001+05:45[Asia/Kathmandu]', 20700],
  ['in the southern summer', '2024-12-24T12:00:00+11:00[Australia/Sydney]', 39600]
] as const

function describeZones (db: DriverUse, server: LiveServer): void {
  // Without UTC date-times (Bolt 5.0; 4.3 and 4.4 with the patch) a zone comes alone.
  const tellsOffsets = isAtLeast(server, '4.3')
  const tellMoment = async (text: string): Promise<[any, string, string]> => {
    const moment = await db.value('RETURN datetime($text)', { text })
    const [record] = await db.run('RETURN toString($moment), toString(datetime($text)), $moment = datetime($text) AS same', { moment, text })
    expect(record.get('same')).toBe(true)
    return [moment, record.get(0), record.get(1)]
  }

  it.each(MOMENTS)('a date-time %s is the same moment on both sides', async (_name, text, offset) => {
    const [moment, sentBack, original] = await tellMoment(text)
    expect(sentBack).toBe(original)
    expect(moment.timeZoneId).toBe(/\[(.*)\]/.exec(text)?.[1])
    if (tellsOffsets) expect(moment.timeZoneOffsetSeconds.toNumber()).toBe(offset)
  })

  // Before UTC date-times the wire cannot tell the two apart.
  if (tellsOffsets) {
    it.each([
      ['first', '2024-10-27T02:30:00+02:00[Europe/Berlin]', 7200], ['second', '2024-10-27T02:30:00+01:00[Europe/Berlin]', 3600]
    ])('the %s half past two of the night with 25 hours is the right one', async (_name, text, offset) => {
      const [moment, sentBack, original] = await tellMoment(text)
      expect(moment.timeZoneOffsetSeconds.toNumber()).toBe(offset)
      // 4.3 and 4.4 take the first one for either, whatever they are sent.
      if (isAtLeast(server, '5.0')) expect(sentBack).toBe(original)
    })
  }
}

function describeGraph (db: DriverUse, server: LiveServer): void {
  const label = useLabel(db)
  const hasElementIds = isAtLeast(server, '5.0')

  it('nodes, relationships and paths come with ids, labels, type and properties', async () => {
    const [record] = await db.run(
      `CREATE p = (a:${label}:Person {name: 'Ada'})-[r:KNOWS {since: 1840}]->(b:${label} {name: 'Bo'})<-[s:LIKES]-(c:${label}) RETURN a, r, p, b, id(a) AS id`)
    const [a, r, p, b] = ['a', 'r', 'p', 'b'].map(name => record.get(name))

    expect(neo4j.isNode(a) && neo4j.isRelationship(r) && neo4j.isPath(p)).toBe(true)
    expect([...a.labels].sort()).toEqual([label, 'Person'].sort())
    expect(a.properties).toEqual({ name: 'Ada' })
    expect(a.identity).toEqual(record.get('id'))
    expect(r).toMatchObject({ type: 'KNOWS', start: a.identity, end: b.identity, properties: { since: neo4j.int(1840) } })
    expect(r.startNodeElementId).toBe(a.elementId)
    expect(hasElementIds ? a.elementId.includes(':') : a.elementId === String(a.identity)).toBe(true)

    expect(p.length).toBe(2)
    expect(p.start.elementId).toBe(a.elementId)
    expect(p.segments.map((segment: any) => [segment.start.properties.name, segment.relationship.type, segment.end.properties.name]))
      .toEqual([['Ada', 'KNOWS', 'Bo'], ['Bo', 'LIKES', undefined]])
    // The last relationship is walked against its direction, and still points from its own start to its own end.
    expect(p.segments[1].relationship.start).toEqual(p.end.identity)
  })

  it('a path of one node has no segments', async () => {
    const path = await db.value(`CREATE p = (:${label}) RETURN p`)
    expect([path.length, path.segments.length, path.start.elementId === path.end.elementId]).toEqual([0, 0, true])
  })

  it('a node keeps properties of every storable kind', async () => {
    const properties = { list: [1.5, 2.5], bytes: new Int8Array([1, -1]), at: new neo4j.types.Date(neo4j.int(2024), neo4j.int(2), neo4j.int(29)), ...JSON.parse('{"__proto__": "own"}') }
    const node = await db.value(`CREATE (n:${label}) SET n = $properties RETURN n`, { properties })
    expect(Object.keys(node.properties).sort()).toEqual(['__proto__', 'at', 'bytes', 'list'])
    expect(node.properties.bytes).toEqual(properties.bytes)
    expect(String(node.properties.at)).toBe('2024-02-29')
    expect(Object.getPrototypeOf(node.properties)).toBe(Object.prototype)
  })
}

const VECTORS = [
  ['INT8', new Int8Array([-128, 0, 127])], ['INT16', new Int16Array([-32768, 0, 32767])], ['INT32', new Int32Array([-(2 ** 31), 0, 2 ** 31 - 1])],
  ['INT64', new BigInt64Array([-(2n ** 63n), 0n, 2n ** 63n - 1n])], ['FLOAT32', new Float32Array([1.5, -0.1, 0])], ['FLOAT64', new Float64Array([1.5, -0.1, Number.MAX_VALUE])]
] as const

function describeVectorsAndUuids (db: DriverUse): void {
  it.each(VECTORS)('a vector of %s comes back equal', async (type, elements) => {
    const back = await db.value('CYPHER 25 RETURN $vector', { vector: neo4j.vector(elements as Float32Array) })
    expect(neo4j.isVector(back)).toBe(true)
    expect(back.getType()).toBe(type)
    expect(back.asTypedArray()).toEqual(elements)
  })

  it('a vector that the server makes is read', async () => {
    const made = await db.value('CYPHER 25 RETURN vector([1, 2, 3], 3, FLOAT32)')
    expect([made.getType(), [...made.asTypedArray()]]).toEqual(['FLOAT32', [1, 2, 3]])
  })

  it('a UUID comes back equal, and is the one the server reads from text', async () => {
    const text = '01234567-89ab-cdef-8123-456789abcdef'
    const [record] = await db.run('CYPHER 25 RETURN $uuid AS back, uuid($text) AS made, $uuid = uuid($text) AS same', { uuid: neo4j.uuid(text), text })
    expect(neo4j.isUUID(record.get('back'))).toBe(true)
    expect([String(record.get('back')), String(record.get('made')), record.get('same')]).toEqual([text, text, true])
  })
}
