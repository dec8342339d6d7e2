'use strict'

/**
 * The Neo4j versions that the live tests start by themselves, oldest first.
 *
 * `java` is the range of Java major versions the server runs on; the lowest one present is taken, as it is nearest to
 * what that server was made for. The lower bound is 11 even for 3.5, because a `.java` file is started without a compile
 * step only from there on. `artifacts` is what Maven gets, `neo4j` unless given.
 *
 * @typedef {{ version: string, artifacts?: readonly string[], program: string, java: { min: number, max: number }, names: 'dbms' | 'server' }} ServerVersion
 */

/** @type {readonly ServerVersion[]} */
const SERVER_VERSIONS = Object.freeze([
  // `neo4j` leaves out of its dependencies what 3.5 needs for authentication; from 4.0 on it is inside.
  { version: '3.5.35', artifacts: ['neo4j', 'neo4j-security'], program: 'Neo4j3.java', java: { min: 11, max: 17 }, names: 'dbms' },
  { version: '4.1.12', program: 'Neo4j4.java', java: { min: 11, max: 17 }, names: 'dbms' },
  { version: '4.2.19', program: 'Neo4j4.java', java: { min: 11, max: 17 }, names: 'dbms' },
  { version: '4.3.23', program: 'Neo4j4.java', java: { min: 11, max: 17 }, names: 'dbms' },
  { version: '4.4.44', program: 'Neo4j4.java', java: { min: 11, max: 17 }, names: 'dbms' },
  { version: '5.26.0', program: 'Neo4j4.java', java: { min: 17, max: Infinity }, names: 'server' },
  { version: '2026.09.0', program: 'Neo4j4.java', java: { min: 21, max: Infinity }, names: 'server' }
])

/**
 * The members of a causal cluster: the only Enterprise version in Maven Central. It is AGPL with Commons Clause:
 * fetched for tests, never shipped.
 *
 * @type {ServerVersion}
 */
const CLUSTER_VERSION = Object.freeze({
  version: '3.5.0-beta03', artifacts: ['neo4j-enterprise'], program: 'ClusterMember.java', java: { min: 11, max: 17 }, names: 'dbms'
})

/**
 * @param {string} version a version of the table, or its beginning ('5.26', '4')
 * @returns {ServerVersion} the newest one that matches; the cluster's only by its full name
 * @throws {Error} when no row matches; the message lists the rows
 */
function serverVersion (version) {
  if (version === CLUSTER_VERSION.version) return CLUSTER_VERSION
  const fits = SERVER_VERSIONS.filter(row => row.version === version || row.version.startsWith(version + '.'))
  if (fits.length === 0) {
    const known = SERVER_VERSIONS.map(row => row.version).join(', ')
    throw new Error(`Neo4j ${version} is not one of the versions the live tests know: ${known}`)
  }
  return fits[fits.length - 1]
}

module.exports = { CLUSTER_VERSION, SERVER_VERSIONS, serverVersion }
