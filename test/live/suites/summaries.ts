import { type LiveServer, addressOf, isAtLeast } from '../live-server.js'
import { useDriver, useLabel, withDriver, credentials } from '../use-driver.js'

/** What the server tells about a query it has run. */
export function summariesSuite (server: LiveServer): void {
  describe('summaries', () => {
    const db = useDriver(server)
    const label = useLabel(db)

    it('count what was changed', async () => {
      const { summary } = await db.driver.executeQuery(`CREATE (a:${label} {x: 1, y: 2})-[:R]->(b:${label}) SET b:${label}Other`)
      expect(summary.counters.containsUpdates()).toBe(true)
      expect(summary.counters.updates()).toMatchObject({ nodesCreated: 2, relationshipsCreated: 1, propertiesSet: 2, labelsAdded: 3, nodesDeleted: 0 })
      expect(summary.queryType).toBe('w')

      const removed = await db.driver.executeQuery(`MATCH (n:${label}) REMOVE n.x, n:${label}Other DETACH DELETE n`)
      expect(removed.summary.counters.updates()).toMatchObject({ nodesDeleted: 2, relationshipsDeleted: 1 })
    })

    it('name query, parameters, server and timings', async () => {
      const { summary } = await db.driver.executeQuery('RETURN $x AS x', { x: 'a' })
      expect(summary.query).toMatchObject({ text: 'RETURN $x AS x', parameters: { x: 'a' } })
      expect(summary.server.agent).toMatch(/^Neo4j\/\d/)
      expect(summary.server.address).toBe(addressOf(server))
      expect(String(summary.server.protocolVersion)).toBe(String(await db.driver.getNegotiatedProtocolVersion()))
      expect(summary.resultAvailableAfter.toNumber()).toBeGreaterThanOrEqual(0)
      expect(summary.resultConsumedAfter.toNumber()).toBeGreaterThanOrEqual(0)
      expect(summary.database.name).toBe(isAtLeast(server, '4.0') ? 'neo4j' : null)
    })

    it.each([['r', 'RETURN 1'], ['w', 'CREATE (n:LiveType) DELETE n'], ['rw', 'CREATE (n:LiveType) WITH n, n.x AS x DELETE n RETURN x']])('call the query type %s', async (type, query) => {
      expect((await db.driver.executeQuery(query)).summary.queryType).toBe(type)
    })

    it('hold the plan of an explained query', async () => {
      const { summary } = await db.driver.executeQuery(`EXPLAIN MATCH (n:${label}) RETURN n`)
      expect(summary.hasPlan()).toBe(true)
      const { operatorType, identifiers, children, arguments: args } = summary.plan as any
      expect(operatorType).toMatch(/^ProduceResults/)
      expect(identifiers).toContain('n')
      expect(children[0].operatorType).toMatch(/^NodeByLabelScan/)
      expect(args).toHaveProperty('planner')
      expect(summary.profile).toBe(false)
    })

    it('hold the profile of a profiled query', async () => {
      await db.run(`CREATE (:${label}), (:${label})`)
      const { summary } = await db.driver.executeQuery(`PROFILE MATCH (n:${label}) RETURN n`)
      const profile = summary.profile as any
      expect(profile.operatorType).toMatch(/^ProduceResults/)
      expect(Number(profile.rows)).toBe(2)
      expect(Number(profile.children[0].dbHits)).toBeGreaterThan(0)
      expect(profile.hasPageCacheStats()).toEqual(expect.any(Boolean))
    })

    it('hold the notifications, with code, text and position', async () => {
      const { summary } = await db.driver.executeQuery(`EXPLAIN MATCH (a:${label}), (b:${label}) RETURN a, b`)
      const notification = summary.notifications.find(({ code }) => code.includes('CartesianProduct'))
      expect(notification).toMatchObject({ severityLevel: expect.stringMatching(/INFORMATION|WARNING/), title: expect.any(String), description: expect.any(String) })
      expect(notification?.position).toMatchObject({ line: expect.anything(), column: expect.anything(), offset: expect.anything() })
    })

    it('hold GQL statuses, made from notifications where the server sends none', async () => {
      const { summary } = await db.driver.executeQuery(`EXPLAIN MATCH (a:${label}), (b:${label}) RETURN a, b`)
      const statuses = summary.gqlStatusObjects
      expect(statuses.map(status => status.gqlStatus)).toEqual(expect.arrayContaining([isAtLeast(server, '5.0') ? '03N90' : '01N42']))
      const done = (await db.driver.executeQuery('RETURN 1')).summary.gqlStatusObjects
      expect(done.map(status => [status.gqlStatus, status.isNotification])).toEqual([['00000', false]])
    })

    if (isAtLeast(server, '5.7')) {
      it('leave out notifications that the driver has switched off', async () => {
        await withDriver(server.uri, credentials(server), { notificationFilter: { minimumSeverityLevel: 'OFF' } }, async driver => {
          const { summary } = await driver.executeQuery(`EXPLAIN MATCH (a:${label}), (b:${label}) RETURN a, b`)
          expect(summary.notifications).toEqual([])
        })
      })

      it('leave out a category that the session has switched off', async () => {
        const session = db.driver.session({ notificationFilter: { disabledCategories: ['PERFORMANCE'] } })
        const { summary } = await session.run(`EXPLAIN MATCH (a:${label}), (b:${label}) RETURN a, b`)
        expect(summary.notifications).toEqual([])
        await session.close()
      })
    }
  })
}
