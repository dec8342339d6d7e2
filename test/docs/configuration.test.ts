import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseConfig } from '../../src/driver/config.js'
import { repository } from './pages.js'
import { settingsOf } from './settings.js'

const page = readFileSync(join(repository, 'docs/configuration.md'), 'utf8')

/** The default of each key, as the table of the page has it: `3600000`, `false`, `TRUST_…`, `none`. */
const defaults = new Map([...page.matchAll(/^\| (`\w+`(?:, `\w+`)*) \| ([^|]+) \|/gm)].flatMap(([, keys, cell]) =>
  [...keys.matchAll(/`(\w+)`/g)].map(([, key]) => [key, plain(cell)] as const)))

/** A default without its form: digit groups, explanations in parentheses, backticks and quotes. An empty list is no value. */
function plain (text: string): string {
  const bare = text.replace(/ \(.*\)|, which .*/, '').replaceAll(/[`']|,(?=\d{3})/g, '').trim()
  return bare === '[]' ? 'none' : bare
}

const config = settingsOf('src/driver/options.ts', 'Config')
/** The settings that are times: their page says once that they are in milliseconds. */
const isTime = (key: string): boolean => /(Time|Timeout|Lifetime|Threshold|TTL)$|^timeout$/.test(key)

describe('docs/configuration.md', () => {
  it('has the keys of the Config type', () => {
    expect([...defaults.keys()].sort()).toEqual(config.map(({ key }) => key).sort())
    expect(page).toContain('Times are in milliseconds.')
  })

  it.each(config)('has the same default as the docstring of $key', ({ key, text }) => {
    expect(plain(/Default: (.+?)\.(?: |$)/.exec(text)?.[1] ?? '')).toBe(defaults.get(key))
  })

  const values = [...defaults].filter(([, text]) => /^(\d+|false|TRUST_\w+)$/.test(text))

  it.each(values)('has the default of the code for %s: %s', (key, text) => {
    expect(String(parseConfig('bolt://localhost', {})[key as keyof ReturnType<typeof parseConfig>])).toBe(text)
  })

  it('has many defaults that the code can be asked for', () => {
    expect(values.length).toBeGreaterThan(12)
  })
})

/** Callbacks, signals and hooks: nothing happens without them, which need not be said. */
const WITHOUT_DEFAULT = new Set(['signal', 'hydrationHooks', 'dehydrationHooks', 'onProgress'])

describe.each([
  ['src/driver/options.ts', 'Config'],
  ['src/driver/session-config.ts', 'SessionConfig'],
  ['src/driver/execute-query.ts', 'QueryConfig'],
  ['src/session/query.ts', 'TransactionConfig'],
  ['src/session/bookmark-manager.ts', 'BookmarkManagerConfig'],
  ['src/bulk/batch-config.ts', 'BatchConfig'],
  ['src/encryption/envelope-profile.ts', 'EnvelopeEncryptionProfileConfig'],
  ['src/log.ts', 'LoggingConfig'],
  ['src/session/result-columns.ts', 'ColumnBatchesOptions'],
  ['src/opentelemetry/instrument.ts', 'InstrumentOptions'],
  ['src/testing/fake/fake-neo4j.ts', 'FakeNeo4jOptions'],
  ['src/testing/recording/recorder.ts', 'RecordOptions']
])('the docstrings of %s, %s', (file, typeName) => {
  const settings = settingsOf(file, typeName)

  it('say the default of each optional key', () => {
    expect(settings.length).toBeGreaterThan(0)
    const silent = settings.filter(({ key, isOptional, text }) => isOptional && !WITHOUT_DEFAULT.has(key) && !/default/i.test(text))
    expect(silent.map(({ key }) => key)).toEqual([])
  })

  it('say the unit of each time', () => {
    expect(settings.filter(({ key, text }) => isTime(key) && !/milliseconds/i.test(text)).map(({ key }) => key)).toEqual([])
  })
})
