'use strict'

const HOST = '127.0.0.1'

/**
 * @typedef {{ bolt: number, transaction: number, raft: number, discovery: number }} MemberPorts
 * @typedef {{ cores: number, tableTtl: number }} ClusterOptions tableTtl: seconds that a routing table is in force
 */

/**
 * The settings of one member as `name=value`.
 *
 * @param {'core' | 'replica'} kind
 * @param {MemberPorts} ports
 * @param {readonly MemberPorts[]} corePorts of all cores, this one included
 * @param {ClusterOptions} options
 * @returns {string[]}
 */
function memberSettings (kind, ports, corePorts, { cores, tableTtl }) {
  const settings = {
    'dbms.mode': kind === 'core' ? 'CORE' : 'READ_REPLICA',
    'dbms.connector.bolt.type': 'BOLT',
    'dbms.connector.bolt.enabled': 'true',
    ...addresses('dbms.connector.bolt', '', ports.bolt),
    ...addresses('causal_clustering', 'transaction_', ports.transaction),
    ...addresses('causal_clustering', 'raft_', ports.raft),
    ...addresses('causal_clustering', 'discovery_', ports.discovery),
    'causal_clustering.initial_discovery_members': corePorts.map(({ discovery }) => `${HOST}:${discovery}`).join(),
    'causal_clustering.minimum_core_cluster_size_at_formation': String(cores),
    'causal_clustering.minimum_core_cluster_size_at_runtime': String(Math.min(cores, 3)),
    'causal_clustering.cluster_routing_ttl': `${tableTtl}s`,
    // Servers take 7 s and 1 s by default. A test needs an election sooner, and a replica that lags behind for a while all the same.
    'causal_clustering.leader_election_timeout': '3s',
    'causal_clustering.pull_interval': '200ms',
    // How long a server waits for the transaction of a bookmark; 30 s by default.
    'dbms.transaction.bookmark_ready_timeout': '5s',
    'dbms.security.auth_enabled': 'false',
    'dbms.memory.pagecache.size': '32m',
    // All members on one host would want the same port for backups: all but one would die of it.
    'dbms.backup.enabled': 'false',
    // Nothing leaves the machine.
    'dbms.udc.enabled': 'false',
    'metrics.enabled': 'false'
  }
  return Object.entries(settings).map(([name, value]) => `${name}=${value}`)
}

/** @param {string} group @param {string} prefix @param {number} port */
function addresses (group, prefix, port) {
  return Object.fromEntries(['listen', 'advertised'].map(use => [`${group}.${prefix}${use}_address`, `${HOST}:${port}`]))
}

module.exports = { HOST, memberSettings }
