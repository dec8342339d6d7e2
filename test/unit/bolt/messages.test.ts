import { assertSupported, begin, describeMessage, discard, hello, logon, type Message, pull, route, run, telemetry, type TransactionSettings } from '../../../src/bolt/messages.js'
import { capabilitiesOf, type Capabilities, SPOKEN_VERSIONS, withUtcPatch } from '../../../src/bolt/versions.js'
import { int } from '../../../src/types/integer.js'

const HELLO = {
  userAgent: 'app/1.0',
  boltAgent: { product: 'neobolt/1', platform: 'linux', language: 'Node/20', languageDetails: 'v8' },
  routingContext: { address: 'db:7687' },
  notificationFilter: { minimumSeverityLevel: 'WARNING', disabledCategories: ['HINT'] } as never
}
const TOKEN = { scheme: 'basic', principal: 'neo4j', credentials: 'secret' }
const SETTINGS: TransactionSettings = {
  mode: 'READ',
  bookmarks: ['b:1'],
  database: 'people',
  impersonatedUser: 'alice',
  timeout: int(5000),
  metadata: { job: 'nightly' },
  notificationFilter: HELLO.notificationFilter
}
const NOTHING: TransactionSettings = {
  mode: 'WRITE', bookmarks: [], database: undefined, impersonatedUser: undefined, timeout: null, metadata: null, notificationFilter: undefined
}
const ROUTE = { routingContext: { address: 'db:7687' }, bookmarks: ['b:1'], database: 'people', impersonatedUser: 'alice' }

/** What each version adds to HELLO, BEGIN and RUN, PULL, ROUTE; written out, so that a change of the table shows here. */
interface Row { version: string, hello: string[], begin?: string[], pullFields: number, route?: 'name' | 'map' }
const tokenKeys = Object.keys(TOKEN)
const filterKeys = (kind: string): string[] => ['notifications_minimum_severity', `notifications_disabled_${kind}`]
const settingKeys = ['bookmarks', 'tx_timeout', 'tx_metadata', 'db', 'imp_user', 'mode']
const rows: Row[] = [
  { version: '3.0', hello: ['user_agent', ...tokenKeys], pullFields: 0 },
  { version: '4.0', hello: ['user_agent', ...tokenKeys], pullFields: 1 },
  { version: '4.1', hello: ['user_agent', 'routing', ...tokenKeys], pullFields: 1 },
  { version: '4.2', hello: ['user_agent', 'routing', ...tokenKeys], pullFields: 1 },
  { version: '4.3', hello: ['user_agent', 'routing', 'patch_bolt', ...tokenKeys], pullFields: 1, route: 'name' },
  { version: '4.4', hello: ['user_agent', 'routing', 'patch_bolt', ...tokenKeys], pullFields: 1, route: 'map' },
  { version: '5.0', hello: ['user_agent', 'routing', ...tokenKeys], pullFields: 1, route: 'map' },
  { version: '5.1', hello: ['user_agent', 'routing'], pullFields: 1, route: 'map' },
  { version: '5.2', hello: ['user_agent', 'routing', ...filterKeys('categories')], begin: filterKeys('categories'), pullFields: 1, route: 'map' },
  ...['5.3', '5.4'].map((version): Row => ({ version, hello: ['user_agent', 'bolt_agent', 'routing', ...filterKeys('categories')], begin: filterKeys('categories'), pullFields: 1, route: 'map' })),
  ...['5.6', '5.7', '5.8', '6.0', '6.1'].map((version): Row => (
    { version, hello: ['user_agent', 'bolt_agent', 'routing', ...filterKeys('classifications')], begin: filterKeys('classifications'), pullFields: 1, route: 'map' }))
]
const capsOf = (version: string): Capabilities => capabilitiesOf(...version.split('.').map(Number) as [number, number]) as Capabilities
const keysOf = ({ fields }: Message, index: number): string[] => Object.keys(fields[index] as object).sort()

it('the table has a row for each version', () => {
  expect(rows.map(({ version }) => version).reverse()).toEqual(SPOKEN_VERSIONS.map(([major, minor]) => `${major}.${minor}`))
})

describe.each(rows)('Bolt $version', ({ version, hello: helloKeys, begin: extraKeys = [], pullFields, route: routeForm }) => {
  const caps = capsOf(version)

  it('says HELLO', () => {
    const message = hello(caps, HELLO, TOKEN)
    expect(message.tag).toBe(0x01)
    expect(keysOf(message, 0)).toEqual([...helloKeys].sort())
    expect(message.fields).toHaveLength(1)
  })

  it('begins transactions and runs queries', () => {
    expect(begin(caps, SETTINGS)).toMatchObject({ tag: 0x11, name: 'BEGIN' })
    expect(keysOf(begin(caps, SETTINGS), 0)).toEqual([...settingKeys, ...extraKeys].sort())
    expect(run(caps, 'RETURN 1', { x: 1 }, SETTINGS)).toMatchObject({ tag: 0x10, fields: ['RETURN 1', { x: 1 }, { mode: 'r', db: 'people', imp_user: 'alice' }] })
    expect(run(caps, 'RETURN 1', {}).fields[2]).toEqual({})
  })

  it('leaves out what was not set', () => {
    expect(begin(caps, NOTHING).fields).toEqual([{}])
    expect(run(caps, 'RETURN 1', {}, NOTHING).fields).toEqual(['RETURN 1', {}, {}])
  })

  it('pulls and discards', () => {
    expect(pull(caps, 1000, -1).fields).toEqual(pullFields === 0 ? [] : [{ n: int(1000) }])
    expect(pull(caps, -1, 3).fields).toEqual(pullFields === 0 ? [] : [{ n: int(-1), qid: int(3) }])
    expect(discard(caps, -1, -1)).toMatchObject({ tag: 0x2f, fields: pullFields === 0 ? [] : [{ n: int(-1) }] })
  })

  it('asks for routing tables', () => {
    if (routeForm === undefined) {
      expect(caps.route).toMatch(/^procedure/)
    } else {
      const last = routeForm === 'name' ? 'people' : { db: 'people', imp_user: 'alice' }
      expect(route(caps, ROUTE)).toMatchObject({ tag: 0x66, fields: [{ address: 'db:7687' }, ['b:1'], last] })
      const nothing = route(caps, { ...ROUTE, database: undefined, impersonatedUser: undefined }).fields[2]
      expect(nothing).toEqual(routeForm === 'name' ? null : {})
    }
  })
})

describe('messages', () => {
  it('LOGON carries the token, and nothing of it shows in the log', () => {
    expect(logon(TOKEN)).toMatchObject({ tag: 0x6a, fields: [TOKEN] })
    for (const unredacted of [true, false]) {
      expect(describeMessage(logon(TOKEN), unredacted)).not.toContain('secret')
      expect(describeMessage(hello(capsOf('4.4'), HELLO, TOKEN), unredacted)).not.toContain('secret')
    }
  })

  it('parameters show in the log only if the user wants it', () => {
    const message = run(capsOf('5.8'), 'RETURN $pin', { pin: 'parameter-1234' })
    expect(describeMessage(message, false)).not.toContain('parameter-1234')
    expect(describeMessage(message, true)).toContain('parameter-1234')
  })

  it('TELEMETRY names a part of the API', () => {
    expect(telemetry(3)).toMatchObject({ tag: 0x54, fields: [int(3)] })
  })

  it.each([
    ['3.0', { database: 'people' }, /multiple databases/], ['4.3', { impersonatedUser: 'alice' }, /user impersonation/],
    ['5.1', { notificationFilter: { minimumSeverityLevel: 'WARNING' } }, /notification filters/]
  ])('Bolt %s can not carry %j', (version, settings, message) => {
    expect(() => { assertSupported(capsOf(version), { ...NOTHING, ...settings } as TransactionSettings) }).toThrow(message)
    expect(() => { assertSupported(capsOf('5.8'), { ...NOTHING, ...settings } as TransactionSettings) }).not.toThrow()
  })

  it('date-times are UTC with the patch, and from 5.0 on', () => {
    expect(SPOKEN_VERSIONS.filter(([major, minor]) => capsOf(`${major}.${minor}`).utc).map(([major]) => major)).not.toContain(4)
    expect(withUtcPatch(capsOf('4.4'))).toEqual({ ...capsOf('4.4'), utc: true })
  })
})
