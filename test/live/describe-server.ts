import { defineIfChosen } from './choice.js'
import { type LiveServer, OwnServer, isAtLeast } from './live-server.js'
import { authSuite } from './suites/auth.js'
import { bookmarksSuite } from './suites/bookmarks.js'
import { bulkSuite } from './suites/bulk.js'
import { concurrencySuite } from './suites/concurrency.js'
import { configurationSuite } from './suites/configuration.js'
import { errorsSuite } from './suites/errors.js'
import { integersSuite } from './suites/integers.js'
import { lifecycleSuite } from './suites/lifecycle.js'
import { manualSuite } from './suites/manual.js'
import { lostConnectionsSuite } from './suites/lost-connections.js'
import { recordingSuite } from './suites/recording.js'
import { resultsSuite } from './suites/results.js'
import { routingSuite } from './suites/routing.js'
import { securitySuite } from './suites/security.js'
import { signalsSuite } from './suites/signals.js'
import { streamingSuite } from './suites/streaming.js'
import { summariesSuite } from './suites/summaries.js'
import { tlsSuite } from './suites/tls.js'
import { tracingSuite } from './suites/tracing.js'
import { transactionFunctionsSuite } from './suites/transaction-functions.js'
import { transactionsSuite } from './suites/transactions.js'
import { valuesSuite } from './suites/values.js'

/** A first start may have to fetch the server. */
const START_DEADLINE_MS = 20 * 60_000
const TEST_DEADLINE_MS = 60_000

/** Defines all tests for one version, or one test that says why there are none. */
export function describeServer (version: string): void {
  defineIfChosen(`Neo4j ${version}`, version, () => { describeSuites(new OwnServer(version)) })
}

/** Defines all tests that the server's version has the features for. */
export function describeSuites (server: LiveServer): void {
  jest.setTimeout(TEST_DEADLINE_MS)
  describe(`Neo4j ${server.version}`, () => {
    beforeAll(() => server.start(), START_DEADLINE_MS)
    afterAll(() => server.stop(), TEST_DEADLINE_MS)

    valuesSuite(server)
    integersSuite(server)
    resultsSuite(server)
    summariesSuite(server)
    transactionsSuite(server)
    transactionFunctionsSuite(server)
    bookmarksSuite(server)
    errorsSuite(server)
    configurationSuite(server)
    authSuite(server)
    streamingSuite(server)
    concurrencySuite(server)
    bulkSuite(server)
    signalsSuite(server)
    lostConnectionsSuite(server)
    tlsSuite(server)
    securitySuite(server)
    if (isAtLeast(server, '4.0')) {
      routingSuite(server)
    }
    // The official driver has no Bolt 4.1, and the chapters and recordings use what came with Neo4j 5.
    if (isAtLeast(server, '5.0')) {
      tracingSuite(server)
      manualSuite(server)
      recordingSuite(server)
    }
    lifecycleSuite(server)
  })
}
