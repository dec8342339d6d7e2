import { obstacleAfterFetching } from './server/launch.cjs'
import { serverVersion } from './server/versions.cjs'

/** Whether a server is tested in this run, and if not, why, and whether that makes the run a failure. */
export type Choice = { run: true } | { run: false, why: string, isFailure: boolean }

/**
 * `NEO4J_URI` (with NEO4J_USERNAME, NEO4J_PASSWORD): that server alone. `NEOBOLT_LIVE=5.26,4.4`: these versions alone.
 * `NEOBOLT_LIVE_REQUIRED=1`: a version that cannot be started here is a failure.
 */
export function choiceOf (version: string, env: NodeJS.ProcessEnv, obstacleOf = obstacleAfterFetching): Choice {
  if (env.NEO4J_URI) {
    return { run: false, why: 'NEO4J_URI names another server', isFailure: false }
  }
  const selected = env.NEOBOLT_LIVE?.split(',').map(name => name.trim()).filter(Boolean) ?? []
  if (selected.length > 0 && !selected.some(name => serverVersion(name).version === version)) {
    return { run: false, why: `NEOBOLT_LIVE is ${env.NEOBOLT_LIVE}`, isFailure: false }
  }
  const why = obstacleOf(version)
  return why === undefined ? { run: true } : { run: false, why, isFailure: env.NEOBOLT_LIVE_REQUIRED === '1' }
}

/** Defines the tests of `name` if its version is tested in this run, otherwise one test that says why not. */
export function defineIfChosen (name: string, version: string, define: () => void): void {
  const choice = choiceOf(version, process.env)
  if (choice.run) {
    define()
    return
  }
  const defineOne = choice.isFailure ? it : it.skip
  defineOne(`${name} is not run: ${choice.why}`, () => {
    throw new Error(`NEOBOLT_LIVE_REQUIRED is set, and ${name} cannot be run: ${choice.why}`)
  })
}
