'use strict'

const { randomInt } = require('node:crypto')
const { createServer } = require('node:net')

/**
 * Below what systems hand out for outgoing connections: else one of those may take the port of a server that is down, and
 * a client that tries to reach it may even be connected to itself.
 */
const [FIRST, END] = [15_000, 32_000]

/** @param {number} port @returns {Promise<import('node:net').Server | undefined>} undefined if the port is in use */
function tryListen (port) {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.on('error', error => error.code === 'EADDRINUSE' ? resolve(undefined) : reject(error))
    server.listen(port, '127.0.0.1', () => resolve(server))
  })
}

/**
 * Ports of the loopback interface that are free at this moment. All are taken before any is given back, so that no two are
 * the same.
 *
 * @param {number} count
 * @returns {Promise<number[]>}
 */
async function freePorts (count) {
  const servers = []
  while (servers.length < count) {
    const server = await tryListen(randomInt(FIRST, END))
    if (server !== undefined) servers.push(server)
  }
  const ports = servers.map(server => server.address().port)
  await Promise.all(servers.map(server => new Promise(resolve => { server.close(resolve) })))
  return ports
}

module.exports = { freePorts }
