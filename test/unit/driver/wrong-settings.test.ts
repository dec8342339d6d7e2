import { inspect } from 'node:util'
import { parseConfig } from '../../../src/driver/config.js'
import { type Config } from '../../../src/driver/options.js'
import { assertNotificationFilter } from '../../../src/types/notification-filter.js'
import { errorOf } from '../../helpers/error-of.js'

/** What no setting means, by kinds. */
const EMPTY = ['']
const TEXTS = ['x', 'true', '30s', '1e3', '0x10', '7,5', '1 000', 'Infinity', 'NaN', ' ', '5-']
const OBJECTS = [{}, { secret: 'pL4nted' }, [], [5], ['5'], new Date(0), new Map(), Object.create(null) as object, Symbol('pL4nted'), () => 'pL4nted']
const BOOLEANS = [true, false]
const NUMBERS = [0, 1, -1, 2.5, NaN, Infinity, 5n]
const NOT_A_NUMBER = [...EMPTY, ...TEXTS, ...OBJECTS, ...BOOLEANS, NaN, -Infinity]
const BELOW_ONE = [0.5, -0.5, '0.9', 1e-7]
const NOT_AN_OBJECT = [...EMPTY, 'x', ...BOOLEANS, 5, NaN, 5n, [], () => 1]

/** Each setting with every wrong value, and with values that it takes. */
const SETTINGS: Array<[key: keyof Config, wrong: unknown[], right: unknown[]]> = [
  ['maxConnectionPoolSize', [...NOT_A_NUMBER, ...BELOW_ONE], [0, -1, 1, 2.9, '7', ' 7 ', '+7', '-1', '2.5', 5n, Infinity]],
  ['maxConnectionLifetime', [...NOT_A_NUMBER, ...BELOW_ONE], [0, -1, '7', Infinity]],
  ['connectionAcquisitionTimeout', [...NOT_A_NUMBER, ...BELOW_ONE], [0, -1, '7', Infinity]],
  ['connectionTimeout', [...NOT_A_NUMBER, ...BELOW_ONE], [0, -1, '7', Infinity]],
  ['connectionLivenessCheckTimeout', [...NOT_A_NUMBER, ...BELOW_ONE, -1, '-5'], [0, 1, '7', Infinity]],
  ['leakDetectionThreshold', [...NOT_A_NUMBER, ...BELOW_ONE, -1, '-5'], [0, 1, '7', Infinity]],
  ['fetchSize', [...NOT_A_NUMBER, ...BELOW_ONE, 0, -2, '0', Infinity], [-1, '-1', 1, '7']],
  ['maxTransactionRetryTime', [...NOT_A_NUMBER, -1, '-1', -0.5], [0, 0.5, '7', Infinity]],
  ['disableLosslessIntegers', [...EMPTY, ...TEXTS, 'false', ...OBJECTS, ...NUMBERS], BOOLEANS],
  ['useBigInt', [...EMPTY, ...TEXTS, 'false', ...OBJECTS, ...NUMBERS], BOOLEANS],
  ['disableAutoCommitRetries', [...EMPTY, ...TEXTS, 'false', ...OBJECTS, ...NUMBERS], BOOLEANS],
  ['telemetryDisabled', [...EMPTY, ...TEXTS, 'false', ...OBJECTS, ...NUMBERS], BOOLEANS],
  ['strictParameters', [...EMPTY, ...TEXTS, 'false', ...OBJECTS, ...NUMBERS], BOOLEANS],
  ['encrypted', [...EMPTY, ...TEXTS, 'false', ...OBJECTS, ...NUMBERS], ['ENCRYPTION_ON', ...BOOLEANS]],
  ['trust', [...EMPTY, ...TEXTS, ...OBJECTS, ...BOOLEANS, ...NUMBERS], ['TRUST_ALL_CERTIFICATES']],
  ['trustedCertificates', [...EMPTY, 'ca.pem', ...BOOLEANS, ...NUMBERS, {}, [''], [5], [null], [{}], new Map()], [[], ['ca.pem'], [new URL('file:///ca.pem')]]],
  ['clientCertificate', [...NOT_AN_OBJECT, {}, { certfile: 'a' }, { certfile: 'a', keyfile: 5 }], [{ certfile: 'a', keyfile: 'b' }]],
  ['userAgent', [...BOOLEANS, ...NUMBERS, ...OBJECTS], ['', 'app/1']],
  ['resolver', [...EMPTY, 'x', ...BOOLEANS, ...NUMBERS, {}, []], [() => []]],
  ['logging', [...NOT_AN_OBJECT, {}, { level: 'info' }, { level: 'loud', logger: () => 1 }, { logger: 'x' }, { logger: () => 1, unredactDebugLogs: 'false' }], [{ logger: () => 1 }]],
  ['tracing', [...NOT_AN_OBJECT, { parameters: 'true' }, { parameters: 1 }], [{}, { parameters: true }, { parameters: null }]],
  ['hydrationHooks', [...NOT_AN_OBJECT, { Datetime: () => 1 }, { Date: 'text' }, { Integer: 'Number' }, { floats: true }, { floats: () => 1 }], [{}, { Integer: 'safe', Date: null, Node: () => 1, floats: 'typed' }]],
  ['dehydrationHooks', [...NOT_AN_OBJECT.filter(value => !Array.isArray(value)), {}, [null], [{}], [{ isTypeInstance: () => true }]], [[], [{ isTypeInstance: () => true, dehydrate: () => 1 }]]],
  ['encryptionProfiles', [...EMPTY, 'x', ...BOOLEANS, ...NUMBERS, {}, [null], [5], [{}], [{ name: 5 }]], [[], [{ name: 'p' }]]],
  ['notificationFilter', [
    ...NOT_AN_OBJECT, { minimumSeverityLevel: '' }, { minimumSeverityLevel: 5 }, { disabledCategories: 'HINT' }, { disabledCategories: [5] },
    { disabledClassifications: new Set(['HINT']) }, { disabledClassifications: [''] }
  ], [{}, { minimumSeverityLevel: 'OFF', disabledCategories: ['HINT'] }, { disabledClassifications: null }, { disabledCategories: ['NAMED_LATER'] }]]
]

const ROWS = SETTINGS.flatMap(([key, wrong]) => wrong.map(value => [key, value] as const))
const RIGHT = SETTINGS.flatMap(([key, , right]) => [...right, null, undefined].map(value => [key, value] as const))

describe('the driver config', () => {
  it.each(ROWS.map(([key, value]) => [key, inspect(value), value] as const))('%s: %s is refused by an error that names the setting', (key, _, value) => {
    const error = errorOf(() => parseConfig('bolt://host', { [key]: value }))
    expect(error).toMatchObject({ name: expect.stringMatching(/^(TypeError|Neo4jError)$/) })
    const inWords = { fetchSize: 'fetch ?size', maxTransactionRetryTime: 'retry ?time', logging: 'logging|logger' }[key as string] ?? key
    expect(error?.message).toMatch(new RegExp(inWords, 'i'))
    expect(error?.message).not.toMatch(/pL4nted|Cannot|is not a function/)
  })

  it.each(RIGHT.map(([key, value]) => [key, inspect(value), value] as const))('%s: %s is taken', (key, _, value) => {
    expect(parseConfig('bolt://host', { [key]: value })).toHaveProperty('fetchSize')
  })

  it('has a row for every setting', () => {
    const keys = Object.keys(parseConfig('bolt://host', {}))
    const notSettings = ['url', 'address', 'routing', 'routingContext', 'log', 'boltAgent', 'hooks']
    expect(SETTINGS.map(([key]) => key).sort())
      .toEqual([...keys.filter(key => !notSettings.includes(key)), 'logging', 'hydrationHooks', 'dehydrationHooks'].sort())
  })

  it.each([5, 'x', true, [], () => 1])('itself may not be %p', config => {
    expect(() => parseConfig('bolt://host', config as never)).toThrow(new TypeError(`The driver's config expected to be an object but was: ${
      { number: '5', string: '"x"', boolean: 'true', object: 'an array', function: 'a function' }[typeof config as string]}`))
  })

  it('says what would be right', () => {
    expect(() => parseConfig('bolt://host', { maxConnectionPoolSize: 'many' as never }))
      .toThrow(new TypeError('maxConnectionPoolSize expected to be a number of connections, or 0 or a negative number for no limit, but was: "many"'))
    expect(() => parseConfig('bolt://host', { useBigInt: 'false' as never }))
      .toThrow(new TypeError("useBigInt expected to be true or false (for a string of the environment: process.env.NAME === 'true') but was: \"false\""))
    expect(() => parseConfig('bolt://host', { trustedCertificates: ['ca.pem', 5 as never] }))
      .toThrow(new TypeError('trustedCertificates[1] expected to be the path of a PEM file but was: 5'))
    expect(() => assertNotificationFilter({ minimumSeverityLevel: 3 } as never))
      .toThrow(new TypeError('notificationFilter.minimumSeverityLevel expected to be one of OFF, WARNING, INFORMATION but was: 3'))
  })
})

describe('the URL', () => {
  it.each<[string, unknown]>([...[null, undefined, 5, NaN, true, [], ['bolt://host'], {}, { uri: 'bolt://u:pL4nted@host' }, new URL('bolt://u:pL4nted@host'), () => 'pL4nted']
    .map(value => [inspect(value), value] as [string, unknown])])('%s is refused with a TypeError', (_, url) => {
    const error = errorOf(() => parseConfig(url as string))
    expect(error).toBeInstanceOf(TypeError)
    expect(error?.message).toMatch(/^"Bolt URL" expected to be string but was: /)
    expect(error?.message).not.toContain('pL4nted')
  })

  it.each([
    ['', 'Illegal host'], [' ', 'Illegal host'], ['bolt://', 'Illegal host'], ['bolt:///', 'Illegal host'], ['bolt://:7687', 'Illegal host'], ['bolt://@', 'Illegal host'],
    ['bolt://[]', 'Illegal host'], ['bolt://[::1', 'Illegal host'], ['bolt://::1', 'Illegal host'], ['undefined', 'Unknown scheme: null'], ['null://host', 'Unknown scheme: null'],
    ['://host', 'Unknown scheme: .'], ['bolt+x://host', 'Unknown scheme: bolt+x'], ['bolt//host', 'Unknown scheme: null'],
    ['bolt://host:undefined', 'Illegal port'], ['bolt://host:null', 'Illegal port'], ['bolt://host:NaN', 'Illegal port'], ['bolt://host:0', 'Illegal port'],
    ['bolt://host:-1', 'Illegal port'], ['bolt://host:65536', 'Illegal port'], ['bolt://host:1.5', 'Illegal port'], ['bolt://host:7687x', 'Illegal port'],
    ['neo4j://host?=', 'Illegal empty key'], ['neo4j://host?a', 'Invalid parameters'], ['neo4j://host?&', 'Invalid parameters'],
    ['neo4j://host?address=x', "Illegal key 'address'"], ['bolt://host?a=b', 'Parameters are not supported']
  ])('%j is refused: %s', (url, begins) => {
    expect(errorOf(() => parseConfig(url))?.message.slice(0, begins.length)).toBe(begins)
  })

  it.each(['neo4j:pL4nted@host?a', 'neo4j://u:pa?pL4nted=1=2&x@host', 'neo4j://u:pa?pL4nted=1&pL4nted=2&x=3@host', 'bolt://u[pL4nted/@host', 'bolt://u:99999pL4nted/@host'])(
    'is refused without its password: %s', url => {
      const error = errorOf(() => parseConfig(url))
      expect(error?.message).toBeDefined()
      expect(inspect(error)).not.toContain('pL4nted')
    })

  it.each(['bolt://host', 'bolt://host:', 'bolt://host/', 'bolt://host/path#part', ' bolt://host:1 ', 'bolt://[::1]:65535', 'neo4j://host?a=b'])('%j is taken', url => {
    expect(parseConfig(url).address.port()).toBeGreaterThan(0)
  })
})
