import { isString } from '../assert.js'
import { newError } from '../error.js'
import { formatHostPort, parseHostAndPort } from '../net/address.js'
import type { TrustStrategy } from './options.js'
import { describeKind, shorten } from '../text.js'

/** The routing, encryption and trust of a scheme. */
interface SchemeMeaning {
  routing: boolean
  encrypted: boolean
  trust?: TrustStrategy
}

const schemes: ReadonlyMap<string, SchemeMeaning> = new Map([
  ['neo4j', { routing: true, encrypted: false }],
  ['neo4j+s', { routing: true, encrypted: true, trust: 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES' }],
  ['neo4j+ssc', { routing: true, encrypted: true, trust: 'TRUST_ALL_CERTIFICATES' }],
  ['bolt', { routing: false, encrypted: false }],
  ['bolt+s', { routing: false, encrypted: true, trust: 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES' }],
  ['bolt+ssc', { routing: false, encrypted: true, trust: 'TRUST_ALL_CERTIFICATES' }]
])

export interface DriverUrl extends SchemeMeaning {
  scheme: string
  host: string
  port: number
  /** `host:port`, with an IPv6 address in square brackets. */
  hostAndPort: string
  /** The routing context: the query string, without percent-decoding. */
  query: Record<string, string>
  /** Warnings about parts of the URL that have no effect. */
  warnings: string[]
}

/**
 * Parses `scheme://host:port?key=value`.
 * @throws TypeError if `url` is not a string
 * @throws Error if the scheme is unknown
 * @throws Neo4jError if the host is missing, the port is not a number, or the query string is not allowed or malformed
 */
export function parseUrl (url: string): DriverUrl {
  if (!isString(url)) {
    throw new TypeError(`"Bolt URL" expected to be string but was: ${describeKind(url)}`)
  }
  const text = String(url).trim()
  const [, scheme, authority, query] = /^(?:(.*?):\/\/)?([^/?#]*)[^?#]*(?:\?([^#]*))?/s.exec(text) as RegExpExecArray
  const { host, port } = parseHostAndPort(authority)
  const parameters = query === undefined ? {} : parseQuery(query, shownUrl(text))
  const meaning = schemes.get(scheme)
  if (meaning === undefined) {
    // neo4j-driver throws a plain Error only here.
    throw new Error(`Unknown scheme: ${shorten(scheme ?? 'null')}. Expected a URL that begins with one of ${[...schemes.keys()].map(name => `${name}://`).join(', ')}`)
  }
  if (!meaning.routing && Object.keys(parameters).length > 0) {
    throw newError(`Parameters are not supported with none routed scheme. Given URL: '${shownUrl(text)}'`)
  }
  const warnings: string[] = []
  if (authority.includes('@')) {
    warnings.push('The user name and password in the URL have no effect: pass neo4j.auth.basic(user, password) as the second argument')
  }
  return { ...meaning, scheme, host, port, hostAndPort: formatHostPort(host, port), query: parameters, warnings }
}

function parseQuery (query: string, url: string): Record<string, string> {
  // The text before an `@` may be a part of a password.
  const shown = (part: string): string => query.includes('@') ? '***' : shorten(part)
  const parameters = new Map<string, string>()
  for (const pair of query.trim().split('&')) {
    const keyAndValue = pair.split('=')
    if (keyAndValue.length !== 2) {
      throw newError(`Invalid parameters: '${shown(keyAndValue.join())}' in URL '${url}'. Expected key=value pairs joined by '&'`)
    }
    const [key, value] = keyAndValue.map(part => part.trim())
    if (key === '' || value === '') {
      throw newError(`Illegal empty ${key === '' ? 'key' : 'value'} in URL query '${url}'`)
    }
    if (key === 'address') {
      throw newError(`Illegal key 'address' in URL query '${url}': the driver itself sends the address of the URL under that key`)
    }
    if (parameters.has(key)) {
      throw newError(`Duplicated query parameters with key '${shown(key)}' in URL '${url}'`)
    }
    parameters.set(key, value)
  }
  // Unlike an assignment, this creates an own property for a key such as `__proto__`.
  return Object.fromEntries(parameters)
}

/** The URL for errors: shortened, and without anything that may be a user name or password. */
function shownUrl (url: string): string {
  // Removes everything up to the last `@`, because a password may contain a `/` or `?`.
  const end = url.lastIndexOf('@')
  const schemeEnd = url.indexOf('://')
  if (end < 0) return shorten(url)
  return shorten((schemeEnd >= 0 && schemeEnd < end ? url.slice(0, schemeEnd + 3) : '') + url.slice(end + 1))
}
