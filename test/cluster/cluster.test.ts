import { defineIfChosen } from '../live/choice.js'
import { CLUSTER_VERSION } from '../live/server/versions.cjs'
import { chainingSuite } from './suites/chaining.js'
import { errorsSuite } from './suites/errors.js'
import { lostMembersSuite } from './suites/lost-members.js'
import { restartsSuite } from './suites/restarts.js'
import { rolesSuite } from './suites/roles.js'
import { TestCluster } from './test-cluster.js'

/** A first start may have to fetch the servers. */
const START_DEADLINE_MS = 20 * 60_000
const STOP_DEADLINE_MS = 120_000
const TEST_DEADLINE_MS = 120_000

const name = `a causal cluster of Neo4j ${CLUSTER_VERSION.version}`

defineIfChosen(name, CLUSTER_VERSION.version, () => {
  jest.setTimeout(TEST_DEADLINE_MS)
  describe(name, () => {
    const cluster = new TestCluster()
    beforeAll(() => cluster.start(), START_DEADLINE_MS)
    afterAll(() => cluster.stop(), STOP_DEADLINE_MS)

    rolesSuite(cluster)
    chainingSuite(cluster)
    errorsSuite(cluster)
    lostMembersSuite(cluster)
    restartsSuite(cluster)
  })
})
