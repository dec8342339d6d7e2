import official from 'neo4j-driver'
import neo4j from '../../src/index.js'
import type { OtherServer, OtherServerKind } from './servers/other-server.js'
import { outcomeOf } from './tour/outcome.js'
import { Place, type Step } from './tour/place.js'

const START_DEADLINE_MS = 10 * 60_000
const STEP_DEADLINE_MS = 30_000

export interface Tour {
  readonly steps: readonly Step[]
  /** By the names of steps: what does not work there, and what comes of it instead. */
  readonly differs: Readonly<Record<string, unknown>>
  /** By the names of steps: what comes of them with neo4j-driver, if not the same. */
  readonly official: Readonly<Record<string, unknown>>
}

/** One test for each step: what comes of it, and that neo4j-driver makes the same of it. Or one that says why there are none. */
export function describeTour (kind: OtherServerKind, { steps, differs, official: theirs }: Tour): void {
  const why = kind.obstacle()
  if (why !== undefined) {
    const isFailure = process.env.NEOBOLT_LIVE_REQUIRED === '1'
    const define = isFailure ? it : it.skip
    define(`${kind.name} is not run: ${why}`, () => { throw new Error(`NEOBOLT_LIVE_REQUIRED is set, and ${kind.name} cannot be run: ${why}`) })
    return
  }
  describe(kind.name, () => {
    let server: OtherServer | undefined
    let places: { ours: Place, official: Place }

    beforeAll(async () => {
      server = await kind.start()
      places = { ours: new Place(neo4j, server), official: new Place(official as unknown as typeof neo4j, server) }
      // The first query may take seconds, in which the server loads and compiles its own code.
      await places.ours.run('RETURN 0')
    }, START_DEADLINE_MS)

    afterAll(async () => {
      await server?.stop()
    }, STEP_DEADLINE_MS)

    it('is described by differences that belong to steps of the tour', () => {
      const names = steps.map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
      expect(Object.keys({ ...differs, ...theirs }).filter(name => !names.includes(name))).toEqual([])
    })

    it.each(steps.map(step => [step.name, step] as const))('%s', async (name, step) => {
      const ours = await outcomeOf(step, places.ours)
      expect(ours).toEqual(name in differs ? differs[name] : step.expected)
      const other = await outcomeOf(step, places.official)
      expect(other).toEqual(name in theirs ? theirs[name] : ours)
      expect(server?.isRunning).toBe(true)
    }, STEP_DEADLINE_MS)
  })
}
