import { choiceOf } from '../live/choice.js'
import { GivenServer, type LiveServer, OwnServer } from '../live/live-server.js'
import { SERVER_VERSIONS } from '../live/server/versions.cjs'
import { jsonOf } from './scratch.js'

const START_DEADLINE_MS = 20 * 60_000
const STOP_DEADLINE_MS = 60_000

const given = process.env.NEO4J_URI ? [new GivenServer(process.env)] : []
const own = SERVER_VERSIONS.map(({ version }) => ({ version, choice: choiceOf(version, process.env) }))
const started = own.filter(({ choice }) => choice.run).map(({ version }) => new OwnServer(version))

describe.each<LiveServer>([...given, ...started])('a first program on Neo4j $version', (server) => {
  beforeAll(() => server.start(), START_DEADLINE_MS)
  afterAll(() => server.stop(), STOP_DEADLINE_MS)

  it.each(['first-program.cjs', 'first-program.mjs'])('works: %s', (file) => {
    const env = { NEO4J_URI: server.uri, NEO4J_USERNAME: server.username, NEO4J_PASSWORD: server.password }
    expect(jsonOf([file], env)).toEqual({ created: 3, names: ['Ada', 'Grace', 'Mary'], streamed: 6, left: 0 })
  })
})

for (const { version, choice } of own) {
  if (!choice.run) {
    const define = choice.isFailure ? it : it.skip
    define(`a first program on Neo4j ${version} is not run: ${choice.why}`, () => {
      throw new Error(`NEOBOLT_LIVE_REQUIRED is set, and Neo4j ${version} cannot be run: ${choice.why}`)
    })
  }
}
