import { assertNumber, assertString } from '../assert.js'
import { newError } from '../error.js'
import { shorten } from '../text.js'

const DEFAULT_BOLT_PORT = 7687
const LOWEST_PORT = 1
const HIGHEST_PORT = 65535

interface HostAndPort {
  /** A name or an IP address; an IPv6 address without brackets, with its zone if it has one. */
  host: string
  port: number
}

/** The address of a server and, once resolved, its IP address. Immutable. */
export class ServerAddress {
  readonly _host: string
  readonly _resolved: string | null
  readonly _port: number
  readonly _hostPort: string
  readonly _stringValue: string

  constructor (host: string, resolved: string | null | undefined, port: number, hostPort: string = formatHostPort(host, port)) {
    this._host = assertString(host, 'host')
    this._resolved = resolved != null ? assertString(resolved, 'resolved') : null
    this._port = assertNumber(port, 'port')
    this._hostPort = hostPort
    this._stringValue = resolved != null ? `${hostPort}(${resolved})` : hostPort
  }

  host (): string {
    return this._host
  }

  /** The IP address if resolved, otherwise the host. */
  resolvedHost (): string {
    return this._resolved ?? this._host
  }

  port (): number {
    return this._port
  }

  asHostPort (): string {
    return this._hostPort
  }

  /** `host:port`, the same for all IP addresses of that host: the key of its pool. */
  asKey (): string {
    return this._hostPort
  }

  /** `host:port`, followed by the IP address in parentheses if resolved. */
  toString (): string {
    return this._stringValue
  }

  /** Parses `host:port`, `host` or `[ipv6]:port`, with or without a scheme. @throws Neo4jError if it has no host */
  static fromUrl (url: string): ServerAddress {
    const text = assertString(url, 'URL').trim()
    const schemeEnd = text.indexOf('://')
    const { host, port } = parseHostAndPort((schemeEnd < 0 ? text : text.slice(schemeEnd + 3)).split(/[/?#]/, 1)[0])
    return new ServerAddress(host, null, port)
  }
}

/** `host:port`, with an IPv6 address in square brackets. */
export function formatHostPort (host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/**
 * Parses the authority part of a URL. User information before an `@` is ignored.
 * @throws Neo4jError if there is no host, or the text after it is not a port
 */
export function parseHostAndPort (authority: string, defaultPort: number = DEFAULT_BOLT_PORT): HostAndPort {
  const text = authority.slice(authority.lastIndexOf('@') + 1)
  const [, ipv6, afterIpv6, name, afterName] = /^(?:\[([^\]]*)\](.*)|([^:]*)(.*))$/s.exec(text) as RegExpExecArray
  const host = (ipv6 ?? name).trim()
  if (host === '' || /[[\]]/.test(host)) {
    // Does not repeat the host: with brackets, it may be a part of an incorrectly escaped password.
    throw newError(`Illegal host in a URL or address. Expected a name or an IP address, with IPv6 in brackets: 'localhost:${defaultPort}', '[::1]:${defaultPort}'`)
  }
  return { host, port: parsePort(ipv6 !== undefined ? afterIpv6 : afterName, host, defaultPort) }
}

/** The error does not repeat the port: in a URL with an incorrectly escaped password, it may be a part of the password. */
function parsePort (rest: string, host: string, defaultPort: number): number {
  if (rest === '' || rest === ':') {
    return defaultPort
  }
  const port = /^: *\d+$/.test(rest) ? Number(rest.slice(1)) : NaN
  if (!(port >= LOWEST_PORT && port <= HIGHEST_PORT)) {
    throw newError(`Illegal port of host '${shorten(host)}'. Expected a number from ${LOWEST_PORT} to ${HIGHEST_PORT}, as in '${shorten(formatHostPort(host, defaultPort))}'`)
  }
  return port
}
