import { parseConfig } from '../../../src/driver/config.js'
import { checkSessionConfig, type SessionConfig } from '../../../src/driver/session-config.js'

const of = (given: unknown, driverConfig = parseConfig('bolt://host', {})): object => checkSessionConfig(given as SessionConfig, driverConfig)

it.each([['READ'], ['movies'], [''], [5], [true], [Symbol('x')], [() => ({ database: 'movies' })], [null], [undefined]])(
  'a session that is asked for with %p in place of a config is one with the defaults', given => {
    expect(of(given)).toEqual(of({}))
  })

it('the log says once for each driver that a session was asked for with something else than an object, and does not repeat it', () => {
  const lines: string[] = []
  const config = { logging: { level: 'warn', logger: (_level: string, message: string) => { lines.push(message) } } } as const
  const driverConfig = parseConfig('bolt://host', config)
  for (const given of [undefined, null, {}, { database: 'movies' }]) of(given, driverConfig)
  expect(lines).toEqual([])
  of('pL4nted', driverConfig)
  of('READ', driverConfig)
  expect(lines).toEqual([expect.stringMatching(/config of a session must be an object.*a string has no effect/)])
  of(5, parseConfig('bolt://host', config))
  expect(lines).toHaveLength(2)
  expect(lines[1]).toContain('a number')
})
