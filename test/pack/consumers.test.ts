import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as official from 'neo4j-driver'
import { jsonOf, node, repository } from './scratch.js'

/** The names that docs/differences.md lists as not available yet: the document and the package must agree. */
function namesNotThereYet (): string[] {
  const text = readFileSync(join(repository, 'docs/differences.md'), 'utf8')
  const [, section = ''] = /^## Names not available yet$([^]*?)(^## |$(?![^]))/m.exec(text) ?? []
  return [...section.matchAll(/^\| `(\w+)`/gm)].map(([, name]) => name)
}

const absent = namesNotThereYet()
const present = (names: string[]): string[] => names.filter((name) => !absent.includes(name)).sort()
/** neo4j-driver also has names whose value is undefined: its types, leaked into the JavaScript. */
const namesWithValue = (of: object): string[] => present(Object.entries(of).filter(([, value]) => value !== undefined).map(([name]) => name))
const missingFrom = (names: string[], wanted: string[]): string[] => wanted.filter((name) => !names.includes(name))

interface Summary { named: string[], ofDefault: string[], different: string[], undefinedNames: string[], smoke: object }

describe.each([
  ['require', 'names.cjs'],
  ['import', 'names.mjs']
])('a program that uses %s', (_how, file) => {
  let seen: Summary
  beforeAll(() => {
    seen = jsonOf([file])
  })

  it('finds every name that neo4j-driver exports', () => {
    expect(missingFrom(seen.named, namesWithValue(official))).toEqual([])
  })

  it('finds every property that the default export of neo4j-driver has', () => {
    expect(missingFrom(seen.ofDefault, namesWithValue(official.default))).toEqual([])
  })

  it('finds no name that docs/differences.md calls absent', () => {
    expect(seen.named.filter((name) => absent.includes(name))).toEqual([])
  })

  it('gets the same thing by name and from the default export', () => {
    expect(seen.different).toEqual([])
  })

  it('finds a value behind each of these names', () => {
    expect(seen.undefinedNames.filter((name) => namesWithValue(official).includes(name))).toEqual([])
  })

  it('gets the methods of Integer and the helpers of each namespace', () => {
    expect(seen.smoke).toEqual({ sum: '9223372036854775807', safe: false, scheme: 'basic', write: 'WRITE', unavailable: 'ServiceUnavailable' })
  })
})

describe('import and require in one process', () => {
  it('give the very same classes, so that instanceof holds between a program and its libraries', () => {
    expect(jsonOf(['both-builds.mjs'])).toMatchObject({ notShared: [], defaultIsShared: true })
  })
})

describe('both builds in one process', () => {
  let outcome: any
  beforeAll(() => {
    outcome = jsonOf(['both-builds.mjs'])
  })

  it('are two copies, so the tests below mean something', () => {
    expect(outcome.twoCopies).toBe(true)
  })

  it('recognise each other\'s values', () => {
    expect(outcome.notRecognised).toEqual([])
  })

  it('recognise each other\'s errors', () => {
    expect(outcome.errors).toEqual({ esmByCjs: true, cjsByEsm: true })
  })

  it('calculate with each other\'s integers', () => {
    expect(outcome.sum).toEqual({ esmPlusCjs: '3', cjsPlusEsm: '3', equal: true })
  })
})

describe('the package\'s doors', () => {
  it.each([
    'neobolt/dist/cjs/index.js',
    'neobolt/dist/esm/index.js',
    'neobolt/lib/index.js',
    'neobolt/dist/cjs/types/integer.js'
  ])('%s is closed to require and import', (specifier) => {
    expect(jsonOf(['door.cjs', specifier])).toEqual({ require: 'ERR_PACKAGE_PATH_NOT_EXPORTED', import: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
  })

  it('package.json is open, for tools that read it', () => {
    expect(jsonOf(['door.cjs', 'neobolt/package.json']).require).toBe('open')
  })
})

describe('neobolt/lite', () => {
  it.each(['require("neobolt/lite")', 'await import("neobolt/lite")'])('has everything but reactive sessions: %s', (load) => {
    const source = `(async () => {
      const [full, lite] = [require('neobolt'), ${load}]
      const driver = lite.driver('bolt://localhost:1')
      console.log(JSON.stringify({
        named: Object.keys(full).filter((name) => !(name in lite)),
        ofDefault: Object.keys(full.default).filter((name) => !(name in lite.default)),
        isDriver: driver instanceof lite.Driver,
        rxSession: typeof driver.rxSession,
        encryption: typeof driver.encryption.encrypt
      }))
      await driver.close()
    })()`
    const rx = ['RxManagedTransaction', 'RxResult', 'RxSession', 'RxTransaction']
    const { named, ofDefault, ...rest } = jsonOf(['-e', source])
    expect({ named: named.sort(), ofDefault: ofDefault.sort(), ...rest })
      .toEqual({ named: rx, ofDefault: rx, isDriver: true, rxSession: 'undefined', encryption: 'function' })
  })
})

describe('neobolt/testing', () => {
  const program = `const server = await fakeNeo4j()
    server.on('RETURN 1 AS n', { records: [{ n: 1 }] })
    const driver = server.driver()
    const { records } = await driver.executeQuery('RETURN 1 AS n')
    const outcome = [records[0].get('n').toNumber(), driver instanceof neo4j.Driver, records[0] instanceof neo4j.types.Record, typeof driver.rxSession]
    server.assertDone()
    await server.close()`

  it.each([
    ['require', 'const { fakeNeo4j } = require("neobolt/testing"), neo4j = require("neobolt")', []],
    ['import', 'import { fakeNeo4j } from "neobolt/testing"\nimport neo4j from "neobolt"', ['--input-type=module']]
  ])('has a server whose driver and records are those of neobolt: %s', (_, load, options) => {
    const print = 'console.log(JSON.stringify(outcome))'
    const source = options.length > 0 ? `${load}\n${program}\n${print}` : `${load}\n;(async () => { ${program}\n${print} })()`
    expect(jsonOf([...options, '-e', source])).toEqual([1, true, true, 'function'])
  })

  it('works in a worker thread', () => {
    const worker = `(async () => {
      const { fakeNeo4j } = require('neobolt/testing'), neo4j = require('neobolt')
      ${program}
      require('node:worker_threads').parentPort.postMessage(outcome)
    })()`
    const source = `new (require('node:worker_threads').Worker)(${JSON.stringify(worker)}, { eval: true }).on('message', outcome => { console.log(JSON.stringify(outcome)) })`
    expect(jsonOf(['-e', source])).toEqual([1, true, true, 'function'])
  })

  it.each(['neobolt', 'neobolt/lite'])('is not loaded by %s', specifier => {
    const source = `require(${JSON.stringify(specifier)}); console.log(JSON.stringify(Object.keys(require.cache).filter(file => /testing/.test(file))))`
    expect(jsonOf(['-e', source])).toEqual([])
  })
})

describe('a reactive session', () => {
  it.each(['require("neobolt")', 'await import("neobolt")'])('gives observables of the rxjs that the program has: %s', (load) => {
    const source = `(async () => {
      const { default: neo4j } = ${load}
      const { Observable } = await import('rxjs')
      const driver = neo4j.driver('bolt://localhost:1')
      const session = driver.rxSession()
      console.log(JSON.stringify([session instanceof neo4j.RxSession, session.run('RETURN 1').records() instanceof Observable]))
      await driver.close()
    })()`
    expect(jsonOf(['-e', source])).toEqual([true, true])
  })
})

describe('a program that replaces parts of the package in its tests', () => {
  it.each(['neobolt', 'neobolt/lite'])('finds properties that it can write: %s', (specifier) => {
    const source = `const neo4j = require(${JSON.stringify(specifier)})
      neo4j.driver = neo4j.default.driver = neo4j.default.int = neo4j.auth.basic = () => 'fake'
      console.log(JSON.stringify([neo4j.driver(), neo4j.default.driver(), neo4j.default.int(), neo4j.auth.basic()]))`
    expect(jsonOf(['-e', source])).toEqual(['fake', 'fake', 'fake', 'fake'])
  })
})

describe('a program that only loads the package', () => {
  it('does not load rxjs by require', () => {
    const source = 'require("neobolt"); console.log(JSON.stringify(Object.keys(require.cache).filter((file) => /node_modules.rxjs/.test(file)).length))'
    expect(jsonOf(['-e', source])).toBe(0)
  })

  it.each(['names.cjs', 'names.mjs'])('prints no warning: %s', (file) => {
    expect(node([file]).stderr).toBe('')
  })

  it('ends by itself after it has closed an unused driver', () => {
    const source = 'const d = require("neobolt").driver("bolt://localhost:1"); d.close().then(() => console.log(JSON.stringify("closed")))'
    expect(jsonOf(['-e', source])).toBe('closed')
  })

  it.each(['neobolt', 'neobolt/lite'])('does not load rxjs by import: %s', (specifier) => {
    const source = `import { createRequire } from 'node:module'
      const { default: neo4j } = await import(${JSON.stringify(specifier)})
      await neo4j.driver('bolt://localhost:1').close()
      console.log(Object.keys(createRequire(import.meta.url).cache ?? {}).filter((file) => /node_modules.rxjs/.test(file)).length)`
    expect(jsonOf(['--input-type=module', '-e', source])).toBe(0)
  })

  it('names the very file that threw in the stack of a wrong call', () => {
    const { code, stderr } = node(['-e', 'require("neobolt").driver("no-scheme")'])
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/scheme[^]*\[eval\]/i) })
  })

  it.each([[[]], [['--enable-source-maps']]])('shows who ran a failing query, and nothing of its own, in the stack of the error: %j', (options) => {
    const { stdout } = node([...options, '-e', `
      const driver = require('neobolt').driver('bolt://localhost:1')
      function runsIt () { driver.session().run('X').catch(error => { console.log(error.stack); driver.close() }) }
      runsIt()`])
    expect(stdout).toContain('at runsIt')
    expect(stdout).not.toMatch(/neobolt.dist/)
  })
})
