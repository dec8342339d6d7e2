import fc from 'fast-check'
import * as neo4j from 'neo4j-driver'
import { parseConfig } from '../../../src/driver/config.js'

/** What making a driver gives: where it goes and how it is set up, or the beginning of an error. */
function official (url: string, config: any): unknown {
  try {
    const driver: any = neo4j.driver(url, undefined, { ...config })
    driver.session()
    const { encrypted, trust, fetchSize, ...limits } = driver._config
    return {
      address: driver._meta.address.asKey(),
      routing: driver._meta.routing,
      encrypted: encrypted === true || encrypted === 'ENCRYPTION_ON',
      trust: trust ?? 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES',
      fetchSize,
      limits: [limits.maxConnectionPoolSize, limits.maxConnectionLifetime, limits.connectionAcquisitionTimeout, limits.connectionTimeout]
        // The pool of neo4j-driver takes 0 for no limit, too.
        .map((limit, index) => limit === null || limit === Number.MAX_SAFE_INTEGER || (index === 0 && limit === 0) ? Infinity : limit),
      liveness: limits.connectionLivenessCheckTimeout
    }
  } catch (error) {
    return kindOf(error)
  }
}

function ours (url: string, config: any): unknown {
  try {
    const parsed = parseConfig(url, config)
    return {
      address: parsed.address.asKey(),
      routing: parsed.routing,
      encrypted: parsed.encrypted,
      trust: parsed.trust,
      fetchSize: parsed.fetchSize,
      limits: [parsed.maxConnectionPoolSize, parsed.maxConnectionLifetime, parsed.connectionAcquisitionTimeout, parsed.connectionTimeout],
      liveness: parsed.connectionLivenessCheckTimeout
    }
  } catch (error) {
    return kindOf(error)
  }
}

function kindOf (error: unknown): unknown {
  const { message } = error as Error
  return { isTypeError: error instanceof TypeError, begins: message.slice(0, 12) }
}

const limit = fc.constantFrom<unknown>(-1, 0, 1, 2.5, 1000, '7', ' 8 ', '-1', '9.5', 10n, neo4j.int(11), null, undefined)
const config = fc.record({
  encrypted: fc.constantFrom(true, false, 'ENCRYPTION_ON', 'ENCRYPTION_OFF'),
  trust: fc.constantFrom('TRUST_ALL_CERTIFICATES', 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES'),
  maxConnectionPoolSize: limit,
  maxConnectionLifetime: limit,
  connectionAcquisitionTimeout: limit,
  connectionTimeout: limit
}, { requiredKeys: [] })
/** One at a time: where several things are wrong, either may be named first. */
const risky = fc.oneof(
  fc.record({ fetchSize: fc.constantFrom(-2, -1, 0, 1, 500, '7', null, undefined) }),
  fc.record({ connectionLivenessCheckTimeout: fc.constantFrom(-1, 0, 5, '6', null, undefined) }),
  fc.record({ maxTransactionRetryTime: fc.constantFrom(-1, 0, 5, null, undefined) }),
  fc.record({ resolver: fc.constantFrom(undefined, null, 5, () => []) }),
  fc.record({ notificationFilter: fc.record({ disabledCategories: fc.constant([]), disabledClassifications: fc.constant([]) }, { requiredKeys: [] }) })
)
const scheme = fc.constantFrom('bolt', 'bolt+s', 'bolt+ssc', 'neo4j', 'neo4j+s', 'neo4j+ssc')
const unknownScheme = fc.constantFrom('http', 'BOLT', 'bolt+x')
const host = fc.constantFrom('host', '127.0.0.1', '[::1]', '[fe80::1%en0]', 'db.example.com')
const port = fc.constantFrom('', ':', ':1', ':7688', ': 7688')
const rest = fc.constantFrom('', '/', '/path', '?a=b', '/?a=b&c=d', '?a', '?a=', '?=b', '?a=1&a=2', '?a=b=c', '#part', '?a=b#part')
const url = fc.oneof(
  fc.tuple(scheme, host, port, rest).map(([scheme, host, port, rest]) => `${scheme}://${host}${port}${rest}`),
  fc.tuple(fc.oneof(scheme, unknownScheme), fc.constantFrom('', 'host', '::1'), port).map(([scheme, host, port]) => `${scheme}://${host}${port}`),
  fc.tuple(host, port).map(parts => parts.join(''))
)

it('a driver of any URL goes where the official one goes, or is refused for the same reason', () => {
  fc.assert(fc.property(url, url => {
    expect(ours(url, {})).toEqual(official(url, {}))
  }), { numRuns: 1000 })
})

it('a driver of any config is set up as the official one, or refused for the same reason', () => {
  fc.assert(fc.property(scheme, config, risky, (scheme, config, risky) => {
    const url = `${scheme}://host`
    const isConflict = scheme.includes('+') && ('encrypted' in config || 'trust' in config)
    const given = isConflict ? config : { ...config, ...risky }
    expect(ours(url, given)).toEqual(official(url, given))
  }), { numRuns: 1000 })
})
