'use strict'

const { join } = require('node:path')

/**
 * The settings of one server as `name=value`. Neo4j 5 renamed most of them from `dbms.` to `server.`, and 3.5 has a policy
 * name of its own for TLS.
 *
 * @param {import('./versions.cjs').ServerVersion} row
 * @param {number} port
 * @param {string} home
 * @param {boolean} tls
 * @returns {string[]}
 */
function settingsOf (row, port, home, tls) {
  const bolt = row.names === 'server' ? 'server.bolt' : 'dbms.connector.bolt'
  const memory = row.names === 'server' ? 'server.memory' : 'dbms.memory'
  const old = row.version.startsWith('3.')
  const settings = {
    [`${bolt}.enabled`]: 'true',
    [`${bolt}.listen_address`]: `localhost:${port}`,
    [`${bolt}.advertised_address`]: `localhost:${port}`,
    [`${memory}.pagecache.size`]: '32m',
    'dbms.security.auth_enabled': 'true',
    // Tests of wrong passwords must not lock the others out.
    'dbms.security.auth_max_failed_attempts': '0',
    // Nothing leaves the machine: both names of the usage report are off.
    ...(row.names === 'server' ? { 'dbms.usage_report.enabled': 'false' } : {}),
    ...(old ? { 'dbms.connector.bolt.type': 'BOLT', 'dbms.udc.enabled': 'false' } : {}),
    ...(tls ? tlsSettings(bolt, join(home, 'certificates'), old) : {})
  }
  return Object.entries(settings).map(([name, value]) => `${name}=${value}`)
}

/** @param {string} bolt @param {string} folder @param {boolean} old */
function tlsSettings (bolt, folder, old) {
  const policy = {
    'dbms.ssl.policy.bolt.base_directory': folder,
    'dbms.ssl.policy.bolt.private_key': join(folder, 'private.key'),
    'dbms.ssl.policy.bolt.public_certificate': join(folder, 'public.crt'),
    'dbms.ssl.policy.bolt.client_auth': 'NONE',
    [`${bolt}.tls_level`]: 'OPTIONAL'
  }
  return old
    ? { ...policy, 'bolt.ssl_policy': 'bolt' }
    : { ...policy, 'dbms.ssl.policy.bolt.enabled': 'true' }
}

module.exports = { settingsOf }
