import { inspect } from 'node:util'
import type { AuthToken, AuthTokenManager, Config, Driver, LogLevel } from '../../../src/lite.js'
import neo4j from '../../../src/lite.js'
import { BoltServer, cut, failure, query, request, type Responder, type Script, success } from '../../../src/testing/script/index.js'

/** In each secret of these tests, and nowhere else. */
const PLANTED = 'pL4nted'
const TOKENS: Array<[string, AuthToken | AuthTokenManager]> = [
  ['a basic token', neo4j.auth.basic('alice', `${PLANTED}-password`)],
  ['a bearer token', neo4j.auth.bearer(`${PLANTED}-token`)],
  ['a Kerberos ticket', neo4j.auth.kerberos(`${PLANTED}-ticket`)],
  ['a custom token', neo4j.auth.custom('alice', `${PLANTED}-credentials`, 'realm', 'own', { pin: `${PLANTED}-pin` })],
  ['a token manager', neo4j.authTokenManagers.bearer({ tokenProvider: async () => ({ token: neo4j.auth.bearer(`${PLANTED}-fresh`) }) })],
  ['a manager of the program', { getToken: () => neo4j.auth.basic('alice', `${PLANTED}-own`), handleSecurityException: () => false }]
]
const LEVELS: LogLevel[] = ['error', 'warn', 'info', 'debug']

const login = (script: Script): Responder => ({ name }) => name === 'LOGON' ? script : undefined
/** What may become of a connection. */
const SERVERS: Array<[string, Script | Responder]> = [
  ['lets the user in', ({ name }) => name === 'RUN' ? success({ fields: ['n'] }) : name === 'PULL' ? success() : ['BEGIN', 'COMMIT'].includes(name) ? success() : undefined],
  ['refuses the user', login(failure('Neo.ClientError.Security.Unauthorized', 'The client is unauthorized due to authentication failure.'))],
  ['fails the login in another way', login(failure('Neo.TransientError.General.DatabaseUnavailable', 'later'))],
  ['cuts the connection during the login', login(cut())],
  ['cuts the connection during a query', ({ name }) => name === 'RUN' ? cut() : undefined],
  ['fails queries', ({ name }) => name === 'RUN' ? failure('Neo.ClientError.Statement.SyntaxError', 'no') : name === 'BEGIN' ? success() : undefined],
  ['says that the token has expired', ({ name }) => name === 'RUN' ? failure('Neo.ClientError.Security.TokenExpired', 'expired') : name === 'BEGIN' ? success() : undefined]
]

/** Where a program would see a secret if it printed the value, made JSON of it, or looked at all fields that can be reached from it. */
function leaks (value: unknown): string[] {
  const where = reachable(value).filter(([, text]) => text.includes(PLANTED)).map(([path]) => path)
  if (String(value).includes(PLANTED)) where.push('text')
  if (inspect(value, { depth: 5, maxArrayLength: null, maxStringLength: null }).includes(PLANTED)) where.push('inspect')
  if (json(value)?.includes(PLANTED)) where.push('JSON')
  return where.map(place => `${(value as object | undefined)?.constructor?.name}: ${place}`)
}

function json (value: unknown): string | undefined {
  try {
    return JSON.stringify(value)
  } catch {
    // What contains itself has none.
    return undefined
  }
}

/** The texts in all fields, hidden ones too, of the value, its fields' values, and so on. */
function reachable (root: unknown): Array<[path: string, text: string]> {
  const texts: Array<[string, string]> = []
  const paths = new Map<unknown, string>([[root, '']])
  for (const [value, path] of paths) {
    if (typeof value === 'string') texts.push([path, value])
    if (Buffer.isBuffer(value)) texts.push([path, value.toString('latin1')])
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue
    if (value instanceof Map || value instanceof Set) [...value].flat().forEach(item => paths.has(item) || paths.set(item, `${path}[]`))
    for (const key of Reflect.ownKeys(value)) {
      const field: unknown = Object.getOwnPropertyDescriptor(value, key)?.value
      if (!paths.has(field)) paths.set(field, `${path}.${String(key)}`)
    }
  }
  return texts
}

async function collect (what: unknown[], work: () => PromiseLike<unknown>): Promise<void> {
  try {
    what.push(await work())
  } catch (error) {
    what.push(error)
  }
}

/** Uses a driver in many ways; gives all that it logged, threw, returned, and is. */
async function use (driver: Driver, token: AuthToken | undefined): Promise<unknown[]> {
  const seen: unknown[] = [driver]
  await collect(seen, async () => await driver.verifyConnectivity())
  await collect(seen, async () => await driver.verifyAuthentication())
  await collect(seen, async () => await driver.getServerInfo())
  await collect(seen, async () => await driver.executeQuery('RETURN 1 AS n'))
  for (const auth of [undefined, token]) {
    const session = driver.session({ auth })
    const result = session.run('RETURN $x AS n', { x: 1 })
    seen.push(session, result)
    await collect(seen, () => result)
    await collect(seen, () => session.run('RETURN $x AS n', { x: { y: Symbol('no value') } }))
    await collect(seen, async () => await session.executeWrite(async tx => {
      seen.push(tx)
      return await tx.run('RETURN 1 AS n')
    }))
    await collect(seen, async () => await session.close())
    await collect(seen, () => session.run('RETURN 1'))
    seen.push(session)
  }
  return seen
}

/** All that the drivers which `work` opens write into their logs. */
async function logOf (script: Script | Responder, config: Config, work: (open: (token: any, more?: Config) => Driver) => Promise<unknown>): Promise<string[]> {
  const lines: string[] = []
  const server = await BoltServer.start(script)
  const drivers: Driver[] = []
  try {
    await work((token, more) => {
      const driver = neo4j.driver(server.uri, token, {
        maxTransactionRetryTime: 0, logging: { level: 'debug', logger: (level, message) => lines.push(`${level} ${message}`) }, ...config, ...more
      })
      drivers.push(driver)
      return driver
    })
  } finally {
    for (const driver of drivers) await driver.close()
    await server.close()
  }
  return lines
}

describe.each(SERVERS)('with a server that %s', (_, script) => {
  it.each(TOKENS)('%s is in no log, error or printed object', async (_, token) => {
    let seen: unknown[] = []
    const lines = await logOf(script, {}, async open => {
      const driver = open(token)
      seen = await use(driver, 'scheme' in token ? token : neo4j.auth.basic('bob', `${PLANTED}-session`))
      await driver.close()
      seen.push(driver)
    })
    expect(seen.length).toBeGreaterThan(10)
    expect(lines.length).toBeGreaterThan(0)
    expect(lines.filter(line => line.includes(PLANTED))).toEqual([])
    expect(seen.flatMap(leaks)).toEqual([])
  })
})

describe('values of parameters and records', () => {
  const parameters = { name: `${PLANTED}-parameter`, rows: [{ deep: `${PLANTED}-deep` }] }

  it.each(LEVELS)('are in no log of level %s', async level => {
    const lines: string[] = []
    await logOf(query(['n'], [[`${PLANTED}-record`]]), { logging: { level, logger: (_, message) => lines.push(message) } }, async open => {
      await open(undefined).session().run('RETURN $name AS n', parameters)
    })
    expect(lines.length > 0).toBe(level === 'debug')
    expect(lines.filter(line => line.includes(PLANTED))).toEqual([])
  })

  it('that the text of a failure names are in the debug log only of a program that asks for it', async () => {
    const script = [request('RUN'), failure('Neo.ClientError.Schema.ConstraintValidationFailed', `Node(1) already exists with \`email\` = '${PLANTED}@example.org'`)]
    for (const unredactDebugLogs of [false, true]) {
      const lines: string[] = []
      await logOf(script, { logging: { level: 'debug', unredactDebugLogs, logger: (_, message) => lines.push(message) } }, async open => {
        await open(undefined).session().run('CREATE (:Person)').catch(() => {})
      })
      expect(lines.join()).toMatch(/FAILURE {"(?:neo4j_)?code":"Neo\.ClientError\.Schema\.ConstraintValidationFailed"/)
      expect(lines.some(line => line.includes(PLANTED))).toBe(unredactDebugLogs)
    }
  })

  it('are in the debug log of a program that asks for it', async () => {
    const lines: string[] = []
    const logging = { level: 'debug' as const, unredactDebugLogs: true, logger: (_: string, message: string) => lines.push(message) }
    await logOf(query(['n'], [[1]]), { logging }, async open => {
      await open(neo4j.auth.basic('alice', `${PLANTED}-password`)).session().run('RETURN $name AS n', parameters)
    })
    expect(lines.join()).toContain(`${PLANTED}-parameter`)
    expect(lines.join()).not.toContain(`${PLANTED}-password`)
  })

  it('are not in the error about a parameter that cannot be sent', async () => {
    await logOf(query(['n']), {}, async open => {
      const error = await open(undefined).session().run('RETURN $rows', { ...parameters, bad: [{ f: () => `${PLANTED}-function` }] }).catch((error: unknown) => error)
      expect((error as Error).message).toContain('$bad[0].f')
      expect(leaks(error)).toEqual([])
    })
  })
})
