import { promises as dns } from 'node:dns'
import { isIP } from 'node:net'
import { isError, isNeo4jError, newError } from '../error.js'
import { ServerAddress } from './address.js'
import { describeKind, shorten } from '../text.js'

/** The `resolver` setting of the driver: maps a `host:port` to the addresses of one or more servers. */
export type Resolver = (address: string) => string[] | Promise<string[]>
/** Looks up the IP addresses of a host. */
export type HostLookup = (host: string) => Promise<string[]>

export const systemLookup: HostLookup = async host =>
  (await dns.lookup(host, { all: true, verbatim: true })).map(({ address }) => address)

/**
 * Calls the user's resolver, if there is one.
 * @throws Neo4jError if the resolver fails, or returns anything but strings of the form `host:port`
 */
export async function resolveByUser (address: ServerAddress, resolver: Resolver | undefined): Promise<ServerAddress[]> {
  if (resolver === undefined) return [address]
  const given: unknown = await callResolver(address, resolver)
  if (!Array.isArray(given)) {
    throw new TypeError(`Configured resolver function should either return an array of addresses or a Promise resolved with an array of addresses. Got: ${typeof given === 'string' ? shorten(given) : describeKind(given)}`)
  }
  return given.map(readAddress)
}

function readAddress (given: unknown): ServerAddress {
  try {
    return ServerAddress.fromUrl(given as string)
  } catch (error) {
    throw isNeo4jError(error) ? newError(`The configured resolver returned an unusable address. ${error.message}`, undefined, error) : error
  }
}

async function callResolver (address: ServerAddress, resolver: Resolver): Promise<unknown> {
  try {
    return await resolver(address.asHostPort())
  } catch (error) {
    throw newError(`The configured resolver failed for ${address.asHostPort()}: ${isError(error) ? error.message : describeKind(error)}`,
      undefined, isError(error) ? error : undefined)
  }
}

/**
 * The IP addresses of a host, each as a server of its own, so that they can be tried one by one; empty if the host has only one.
 *
 * Each gets its own pool, apart from the pool of the host, whose connections may be to any of them.
 */
export async function resolveByDns (address: ServerAddress, lookup: HostLookup): Promise<ServerAddress[]> {
  const host = address.host()
  if (isIP(host) !== 0) return []
  const ips = await lookup(host).catch(() => [])
  const different = [...new Set(ips)]
  if (different.length < 2) return []
  return different.map(ip => new ServerAddress(host, ip, address.port(), `${address.asHostPort()}(${ip})`))
}
