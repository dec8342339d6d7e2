import neo4j from '../../src/index.js'
import { failure, float, node, path, point, record, relationship, result, summary } from '../../src/testing.js'

describe('builders', () => {
  it('make nodes and relationships with ids, and with Integers as a query gives them', () => {
    const ada = node('Person', { name: 'Ada', born: 1815, height: 1.6, score: float(2), tags: ['a', 1] })
    const bob = node(['Person', 'Friend'], {}, { id: 77 })
    const knows = relationship(ada, 'KNOWS', bob, { since: 1833n })
    expect(neo4j.isNode(ada) && neo4j.isRelationship(knows)).toBe(true)
    expect(ada.properties).toEqual({ name: 'Ada', born: neo4j.int(1815), height: 1.6, score: 2, tags: ['a', neo4j.int(1)] })
    expect(ada.elementId).toBe(`4:00000000-0000-0000-0000-000000000000:${String(ada.identity)}`)
    expect(bob).toMatchObject({ labels: ['Person', 'Friend'], identity: neo4j.int(77), elementId: '4:00000000-0000-0000-0000-000000000000:77' })
    expect(node('A').elementId).not.toBe(node('A').elementId)
    expect(knows).toMatchObject({ type: 'KNOWS', start: ada.identity, end: bob.identity, startNodeElementId: ada.elementId, endNodeElementId: bob.elementId, properties: { since: neo4j.int(1833) } })
  })

  it('make paths, walked in either direction', () => {
    const [a, b, c] = [node('A'), node('B'), node('C')]
    const walk = path(a, relationship(a, 'TO', b), b, relationship(c, 'TO', b), c)
    expect(walk).toMatchObject({ start: a, end: c, length: 2 })
    expect(path(a)).toMatchObject({ start: a, end: a, length: 0 })
    expect(() => path(a, relationship(b, 'TO', c), b)).toThrow('does not join')
    expect(() => path(a, relationship(a, 'TO', b))).toThrow('a node, then relationships and nodes in turn')
    expect(() => relationship(a, 'TO', 'b' as never)).toThrow(TypeError)
  })

  it('make points', () => {
    expect(point({ x: 1, y: 2 })).toEqual(new neo4j.types.Point(neo4j.int(7203), 1, 2))
    expect(point({ x: 1, y: 2, z: 3 }).srid).toEqual(neo4j.int(9157))
    expect(point({ longitude: 1, latitude: 2 }).srid).toEqual(neo4j.int(4326))
    expect(point({ longitude: 1, latitude: 2, height: 3 })).toMatchObject({ srid: neo4j.int(4979), z: 3 })
    expect(() => point({ x: 1 } as never)).toThrow('Y coordinate')
  })

  it('make records', () => {
    const made = record({ name: 'Ada', born: 1815, none: undefined, bytes: Uint8Array.of(255) })
    expect(made).toBeInstanceOf(neo4j.types.Record)
    expect(made.toObject()).toEqual({ name: 'Ada', born: neo4j.int(1815), none: null, bytes: Int8Array.of(-1) })
    expect(() => record({ when: new Date() })).toThrow('records[0].when, which is an instance of Date: use a type of the driver')
    expect(() => record({ f: { g: [() => {}] } })).toThrow('records[0].f.g[0]')
  })

  it('make summaries', () => {
    const made = summary({
      query: 'CREATE (n)',
      counters: { nodesCreated: 2, systemUpdates: 1 },
      notifications: [{ code: 'Neo.ClientNotification.X', title: 't', description: 'd', severity: 'INFORMATION', category: 'HINT', position: { offset: 1, line: 2, column: 3 } }],
      profile: { operatorType: 'All', dbHits: 3, children: [{ operatorType: 'Scan', arguments: { a: 'b' } }] }
    })
    expect(made).toBeInstanceOf(neo4j.types.ResultSummary)
    expect(made.query.text).toBe('CREATE (n)')
    expect(made.queryType).toBe('rw')
    expect(made.counters.updates().nodesCreated).toBe(2)
    expect(made.counters.containsUpdates() && made.counters.containsSystemUpdates()).toBe(true)
    expect(made.notifications[0]).toMatchObject({ code: 'Neo.ClientNotification.X', severityLevel: 'INFORMATION', category: 'HINT', position: { offset: 1, line: 2, column: 3 } })
    expect(made.gqlStatusObjects.map(({ gqlStatus }) => gqlStatus)).toEqual(['00000', '03N00'])
    expect(made.profile).toMatchObject({ operatorType: 'All', dbHits: 3, children: [{ operatorType: 'Scan', arguments: { a: 'b' } }] })
    expect(summary()).toMatchObject({ queryType: 'r', plan: false })
    expect(() => summary({ counters: { nodesMade: 1 } as never })).toThrow('no counter "nodesMade"')
  })

  it('make results that are awaited, iterated and subscribed to', async () => {
    const make = () => result([{ n: 1 }, { n: 2 }], { query: 'RETURN n', counters: { nodesCreated: 1 } })
    const { records, summary } = await make()
    expect(records.map(one => one.get('n').toNumber())).toEqual([1, 2])
    expect(summary).toMatchObject({ query: { text: 'RETURN n' }, database: { name: 'neo4j' } })
    expect(summary.counters.updates().nodesCreated).toBe(1)
    const seen: unknown[] = []
    for await (const one of make()) seen.push(one.toObject())
    expect(seen).toEqual([{ n: neo4j.int(1) }, { n: neo4j.int(2) }])
    expect(await new Promise((resolve, reject) => {
      const keys: string[] = []
      make().subscribe({ onKeys: names => { keys.push(...names) }, onCompleted: () => { resolve(keys) }, onError: reject })
    })).toEqual(['n'])
    expect(await make().keys()).toEqual(['n'])
    expect(await result([], { keys: ['a', 'b'] }).keys()).toEqual(['a', 'b'])
  })

  it('make results that fail', async () => {
    await expect(result(failure('Neo.ClientError.Some.Thing', 'no'))).rejects.toMatchObject({ code: 'Neo.ClientError.Some.Thing', message: 'no', name: 'Neo4jError' })
  })

  it('want the same keys in all records', () => {
    expect(() => result([{ a: 1 }, { b: 1 }])).toThrow('All records of an answer have the same keys (a), but records[1] has b.')
    expect(() => result([[1]])).toThrow('need names for them')
    expect(() => result([[1, 2]], { keys: ['a'] })).toThrow('records[0] has 2 values for 1 keys (a)')
  })
})
