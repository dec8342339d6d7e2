import { spawnSync } from 'node:child_process'
import { choiceOf } from '../live/choice.js'
import { GivenServer, type LiveServer, OwnServer } from '../live/live-server.js'
import { scratchFolder } from '../pack/scratch.js'
import { type Runtime, RUNTIME_PACKAGES, runtimeOf, thisNode } from './runtime.js'

const VERSION = '5.26.0'
const START_DEADLINE_MS = 20 * 60_000
const PROGRAM_DEADLINE_MS = 120_000

const kinds = [['CommonJS', 'common-js.cjs'], ['ES modules', 'es-module.mjs'], ['compiled TypeScript', 'typescript.mjs']] as const

const expected = {
  autoCommit: { same: true, type: 'r' },
  transactions: { created: 2, names: ['Ada', 'Grace'], removed: 2 },
  streamed: { sum: 12_502_500, seen: 3 },
  dateTime: {
    back: '2024-07-01T12:30:15.500000000+02:00[Europe/Stockholm]',
    standard: '2024-07-01T10:30:15.500Z',
    winter: '2025-01-01T12:30:15.500000000+01:00[Europe/Stockholm]',
    known: true
  },
  observed: [1, 2, 3],
  parallel: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
  codes: ['Neo.ClientError.Statement.SyntaxError', 'ServiceUnavailable'],
  signal: 'aborted'
}

/** What a program prints as its last line. It has to end by itself, in silence, and in time. */
function outcomeOf (runtime: Runtime, file: string, server: LiveServer, uri: string): unknown {
  const { status, signal, stdout, stderr } = spawnSync(runtime.command, [...runtime.args, file], {
    cwd: scratchFolder(),
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', NO_COLOR: '1', NEO4J_URI: uri, NEO4J_USERNAME: server.username, NEO4J_PASSWORD: server.password },
    timeout: PROGRAM_DEADLINE_MS
  })
  expect({ ended: signal ?? status, stderr }).toEqual({ ended: 0, stderr: '' })
  return JSON.parse(stdout)
}

function describeRuntime (runtime: Runtime, server: LiveServer): void {
  describe(`${runtime.name} with the packed driver`, () => {
    it.each(kinds)('runs a program of %s against a real server', (_, file) => {
      expect(outcomeOf(runtime, file, server, server.uri)).toEqual({ encrypted: false, ...expected })
    })

    if (server.takesTls) {
      it('runs it over TLS', () => {
        expect(outcomeOf(runtime, 'common-js.cjs', server, server.uri.replace('bolt:', 'bolt+ssc:'))).toEqual({ encrypted: true, ...expected })
      })
    }
  })
}

/** A test that cannot be run here: left out by name, or failing where everything is required. */
function leaveOut (what: string, why: string, isFailure: boolean): void {
  const define = isFailure ? it : it.skip
  define(`${what} is not run: ${why}`, () => {
    throw new Error(`NEOBOLT_LIVE_REQUIRED is set, and ${what} cannot be run: ${why}`)
  })
}

const choice = process.env.NEO4J_URI ? { run: true as const } : choiceOf(VERSION, process.env)
if (choice.run) {
  const server = process.env.NEO4J_URI ? new GivenServer(process.env) : new OwnServer(VERSION)
  jest.setTimeout(PROGRAM_DEADLINE_MS + 10_000)
  beforeAll(() => server.start(), START_DEADLINE_MS)
  afterAll(() => server.stop())

  for (const runtime of [thisNode(), ...RUNTIME_PACKAGES.map(row => runtimeOf(row))]) {
    if ('why' in runtime) {
      leaveOut(runtime.name, runtime.why, process.env.NEOBOLT_LIVE_REQUIRED === '1')
    } else {
      describeRuntime(runtime, server)
    }
  }
} else {
  leaveOut('the tour of the runtimes', choice.why, choice.isFailure)
}
