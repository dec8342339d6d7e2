import { choiceOf } from './choice.js'
import { describeSuites } from './describe-server.js'
import { GivenServer, isAtLeast } from './live-server.js'
import { findJdks, pickJdk } from './server/java.cjs'
import { CLUSTER_VERSION, SERVER_VERSIONS, serverVersion } from './server/versions.cjs'

const nothingMissing = (): undefined => undefined
const noJava = (): string => 'it needs a JDK'

describe('which servers a run tests', () => {
  it('is every version by default', () => {
    expect(SERVER_VERSIONS.map(row => choiceOf(row.version, {}, nothingMissing).run)).toEqual(SERVER_VERSIONS.map(() => true))
  })

  it('is the versions that NEOBOLT_LIVE lists, by full name or beginning', () => {
    const run = SERVER_VERSIONS.filter(row => choiceOf(row.version, { NEOBOLT_LIVE: '5.26, 4.4.44' }, nothingMissing).run)
    expect(run.map(row => row.version)).toEqual(['4.4.44', '5.26.0'])
  })

  it('is only the server of NEO4J_URI when that is given', () => {
    expect(choiceOf('5.26.0', { NEO4J_URI: 'bolt://example.org' }, nothingMissing)).toEqual({ run: false, why: expect.stringContaining('NEO4J_URI'), isFailure: false })
  })

  it('is the cluster by default, or when NEOBOLT_LIVE lists its full name', () => {
    const { version } = CLUSTER_VERSION
    expect([{}, { NEOBOLT_LIVE: version }, { NEOBOLT_LIVE: '3.5' }].map(env => choiceOf(version, env, nothingMissing).run)).toEqual([true, true, false])
  })

  it('leaves out what cannot be started, and says why', () => {
    expect(choiceOf('5.26.0', {}, noJava)).toEqual({ run: false, why: 'it needs a JDK', isFailure: false })
  })

  it('fails for what cannot be started when NEOBOLT_LIVE_REQUIRED is 1', () => {
    expect(choiceOf('5.26.0', { NEOBOLT_LIVE_REQUIRED: '1' }, noJava)).toMatchObject({ run: false, isFailure: true })
  })

  it('refuses a version that is not in the table', () => {
    expect(() => choiceOf('5.26.0', { NEOBOLT_LIVE: '4.0' }, nothingMissing)).toThrow(/4\.0 is not one of the versions.*3\.5\.35/)
  })
})

describe('the Java of a server', () => {
  const jdks = [{ home: '/a', major: 25 }, { home: '/b', major: 17 }, { home: '/c', major: 21 }, { home: '/d', major: 17 }]

  it.each([
    ['3.5', '/b'], ['4.4', '/b'], ['5.26', '/b'], ['2026.09', '/c']
  ])('%s runs on the lowest one in its range, the first found among equals', (version, home) => {
    expect(pickJdk(serverVersion(version).java, jdks)?.home).toBe(home)
  })

  it('is none when all are out of range', () => {
    expect(pickJdk({ min: 11, max: 17 }, [{ home: '/a', major: 25 }])).toBeUndefined()
  })

  it('is found nowhere where there is none, without an error', () => {
    const homes = findJdks({ JAVA_HOME: '/no/such/folder', PATH: '' }).map(jdk => jdk.home)
    expect(homes).not.toContain('/no/such/folder')
  })
})

describe('comparing versions', () => {
  it.each([
    ['5.26.0', '5.0', true], ['5.26.0', '5.26', true], ['4.4.44', '5.0', false], ['2026.09.0', '5.26', true], ['5.26.0', '2025.01', false], ['4.10.0', '4.9', true]
  ])('%s is at least %s: %s', (have, want, expected) => {
    expect(isAtLeast({ version: have } as GivenServer, want)).toBe(expected)
  })
})

if (process.env.NEO4J_URI) {
  describeSuites(new GivenServer(process.env))
}
