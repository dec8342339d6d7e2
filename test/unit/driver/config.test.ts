import { parseConfig } from '../../../src/driver/config.js'
import { parseFetchSize } from '../../../src/driver/limits.js'
import { type Config } from '../../../src/driver/options.js'
import { unknownKeysWarning } from '../../../src/driver/unknown-keys.js'
import { type LogLevel } from '../../../src/log.js'
import { version } from '../../../src/version.js'

function warningsOf (config: object, url: string = 'bolt://host'): string[] {
  const lines: string[] = []
  const logger = (level: LogLevel, message: string): void => { lines.push(`${level}: ${message}`) }
  parseConfig(url, { ...config, logging: { level: 'debug', logger } } as Config)
  return lines
}

const certificates = ['ca.pem']

describe('the driver config', () => {
  it('has the defaults of the official driver', () => {
    expect(parseConfig('bolt://host')).toMatchObject({
      routing: false,
      routingContext: {},
      encrypted: false,
      trust: 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES',
      trustedCertificates: [],
      clientCertificate: undefined,
      fetchSize: 1000,
      maxConnectionPoolSize: 100,
      maxConnectionLifetime: 3_600_000,
      maxTransactionRetryTime: 30_000,
      connectionAcquisitionTimeout: 60_000,
      connectionLivenessCheckTimeout: undefined,
      connectionTimeout: 30_000,
      disableAutoCommitRetries: false,
      disableLosslessIntegers: false,
      useBigInt: false,
      notificationFilter: undefined,
      resolver: undefined,
      userAgent: `neobolt/${version}`,
      telemetryDisabled: false,
      encryptionProfiles: [],
      strictParameters: false
    })
  })

  it('takes null for no config', () => {
    expect(parseConfig('bolt://host', null).fetchSize).toBe(1000)
  })

  it('says who connects', () => {
    expect(parseConfig('bolt://host').boltAgent).toEqual({
      product: `neobolt/${version}`,
      platform: expect.stringMatching(/^\S+ \S+; \S+$/),
      languageDetails: `Node/${process.versions.node} (v8 ${process.versions.v8})`
    })
    expect(parseConfig('bolt://host', { userAgent: 'my-app/1' }).userAgent).toBe('my-app/1')
  })

  it("is frozen, and leaves the user's object as it was, so that it can be used again", () => {
    const config: Config = { fetchSize: 10 }
    const parsed = parseConfig('bolt+s://host', config)
    expect(config).toEqual({ fetchSize: 10 })
    expect(Object.isFrozen(parsed)).toBe(true)
    expect(parseConfig('bolt+s://host', config).encrypted).toBe(true)
  })

  it.each<[keyof Config, unknown, unknown]>([
    ['fetchSize', -1, -1],
    ['fetchSize', '17', 17],
    ['fetchSize', 2.9, 2],
    ['maxConnectionPoolSize', 5, 5],
    ['maxConnectionPoolSize', 0, Infinity],
    ['maxConnectionPoolSize', Infinity, Infinity],
    ['maxConnectionPoolSize', 1e21, 1e21],
    ['maxConnectionPoolSize', -1, Infinity],
    ['maxConnectionPoolSize', null, 100],
    ['maxConnectionLifetime', -1, Infinity],
    ['connectionAcquisitionTimeout', -1, Infinity],
    ['connectionAcquisitionTimeout', '500', 500],
    ['connectionTimeout', 0, Infinity],
    ['connectionTimeout', -5, Infinity],
    ['connectionTimeout', 250, 250],
    ['connectionLivenessCheckTimeout', 0, 0],
    ['connectionLivenessCheckTimeout', null, undefined],
    ['connectionLivenessCheckTimeout', Infinity, undefined],
    ['leakDetectionThreshold', undefined, 0],
    ['leakDetectionThreshold', '2000', 2000],
    ['leakDetectionThreshold', Infinity, 0],
    ['maxTransactionRetryTime', 0, 0],
    ['maxTransactionRetryTime', '250', 250],
    ['maxTransactionRetryTime', Infinity, Infinity]
  ])('reads %s %p as %p', (key, value, expected) => {
    expect(parseConfig('bolt://host', { [key]: value })).toHaveProperty(key, expected)
  })

  it.each<[object, string]>([
    [{ fetchSize: 0 }, 'The fetch size can only be a positive value or -1 for ALL. However fetchSize = 0'],
    [{ fetchSize: -2 }, 'The fetch size can only be a positive value or -1 for ALL. However fetchSize = -2'],
    [{ connectionLivenessCheckTimeout: -1 }, 'The connectionLivenessCheckTimeout can only be a positive value or 0 for always. However connectionLivenessCheckTimeout = -1'],
    [{ leakDetectionThreshold: -1 }, 'The leakDetectionThreshold can only be a positive number of milliseconds, or 0 for no warnings. However leakDetectionThreshold = -1'],
    [{ maxTransactionRetryTime: -1 }, 'Max retry time should be >= 0: -1'],
    [{ encrypted: 'yes' }, 'Illegal value of the encrypted setting yes. Expected one of true, false, ENCRYPTION_ON, ENCRYPTION_OFF'],
    [{ trust: 'TRUST_ME' }, 'Illegal value of the trust setting TRUST_ME. Expected one of TRUST_ALL_CERTIFICATES,'],
    [{ encrypted: true, trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES' }, 'have not configured any trustedCertificates'],
    [{ notificationFilter: { disabledCategories: [], disabledClassifications: [] } }, 'The notificationFilter can\'t have both "disabledCategories" and  "disabledClassifications"'],
    [{ logging: { level: 'loud', logger: () => undefined } }, 'Illegal logging level: loud']
  ])('%j is refused', (config, message) => {
    expect(() => parseConfig('bolt://host', config)).toThrow(message)
    expect(() => parseConfig('bolt://host', config)).toThrow(expect.objectContaining({ name: 'Neo4jError', code: 'N/A' }))
  })

  it.each<[object, string]>([
    [{ resolver: 'host' }, 'Configured resolver should be a function. Got: string'],
    [{ clientCertificate: 5 }, 'clientCertificate should be configured with ClientCertificate or ClientCertificateProvider, but got 5']
  ])('%j is refused with a TypeError', (config, message) => {
    expect(() => parseConfig('bolt://host', config)).toThrow(new TypeError(message))
  })
})

describe('encryption', () => {
  it.each<[string, object, boolean, string]>([
    ['bolt://host', { encrypted: true }, true, 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES'],
    ['bolt://host', { encrypted: 'ENCRYPTION_ON', trust: 'TRUST_ALL_CERTIFICATES' }, true, 'TRUST_ALL_CERTIFICATES'],
    ['bolt://host', { encrypted: 'ENCRYPTION_OFF', trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES' }, false, 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES'],
    ['neo4j://host', { encrypted: true, trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES', trustedCertificates: certificates }, true, 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES'],
    ['neo4j+s://host', {}, true, 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES'],
    ['bolt+ssc://host', {}, true, 'TRUST_ALL_CERTIFICATES']
  ])('of %s with %j is %s by %s', (url, config, encrypted, trust) => {
    expect(parseConfig(url, config)).toMatchObject({ encrypted, trust })
  })

  it.each([{ encrypted: true }, { encrypted: undefined }, { trust: 'TRUST_ALL_CERTIFICATES' as const }])('is set by the URL or by %j, not by both', config => {
    expect(() => parseConfig('neo4j+s://host', config)).toThrow('Encryption/trust can only be configured either through URL or config, not both')
  })
})

describe('a warning', () => {
  it('names all unknown keys and the nearest known ones, once', () => {
    expect(warningsOf({ maxConectionPoolSize: 5, fetchsize: 7, boltAgent: {} })).toEqual([
      'warn: Unknown driver config keys have no effect: "maxConectionPoolSize" (did you mean "maxConnectionPoolSize"?), "fetchsize" (did you mean "fetchSize"?)'
    ])
  })

  it('is not given for known keys', () => {
    expect(unknownKeysWarning({ fetchSize: 1, strictParameters: true, logging: undefined })).toBeUndefined()
    expect(unknownKeysWarning({ toString: 1 })).toContain('"toString"')
  })

  it('lets unknown keys through', () => {
    expect(parseConfig('bolt://host', { colour: 'blue' } as Config)).toHaveProperty('colour', 'blue')
  })

  it('is given where the wait for a connection is shorter than the time to open one', () => {
    expect(warningsOf({ connectionAcquisitionTimeout: 10 })).toEqual([
      expect.stringMatching(/^warn: Configuration for "connectionAcquisitionTimeout" \(10 ms\) should be greater than or equal to "connectionTimeout" \(30000 ms\)/)
    ])
    expect(warningsOf({ connectionAcquisitionTimeout: 10, connectionTimeout: 10 })).toEqual([])
    expect(warningsOf({ connectionAcquisitionTimeout: -1 })).toEqual([])
  })

  it('is given for parts of the URL without effect', () => {
    expect(warningsOf({}, 'bolt://neo4j:secret@host')).toEqual([
      'warn: The user name and password in the URL have no effect: pass neo4j.auth.basic(user, password) as the second argument'
    ])
  })
})

it("a session's fetch size falls back to the driver's", () => {
  expect([parseFetchSize(undefined, 7), parseFetchSize(-1, 7), parseFetchSize(3, 7)]).toEqual([7, -1, 3])
  expect(() => parseFetchSize(0, 7)).toThrow('The fetch size can only be a positive value')
})
