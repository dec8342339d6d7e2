import officialDriver from 'neo4j-driver'
import { type Observable } from 'rxjs'
import neo4j, { type Config, type Driver } from '../../../src/index.js'
import type { BoltServer, Script } from '../../../src/testing/script/index.js'
import { namesOn, play as playWith } from '../../helpers/play.js'

export type Connect = (uri: string, config?: Config) => Driver

/** What both drivers have in common; a test body is run with each. */
export const drivers: Array<[name: string, connect: Connect]> = [
  ['neobolt', (uri, config) => neo4j.driver(uri, undefined, config)],
  ['neo4j-driver', (uri, config) => officialDriver.driver(uri, undefined, config as object) as unknown as Driver]
]
export const neobolt = drivers[0][1]

export async function play (connect: Connect, script: Script, work: (driver: Driver, server: BoltServer) => Promise<void>, config?: Config): Promise<void> {
  await playWith(script, work, { connect: uri => connect(uri, config) })
}

/** The names of what the first connection has sent since it was set up. */
export function sent (server: BoltServer): string[] {
  return (server.received.length === 0 ? [] : namesOn(server)).filter(name => !['HELLO', 'LOGON', 'TELEMETRY', 'RESET', 'GOODBYE'].includes(name))
}

/** All that a stream does, as text: `next 1`, `error …`, `complete`. */
export async function watch (stream: Observable<unknown>): Promise<string[]> {
  const seen: string[] = []
  await new Promise<void>(resolve => {
    stream.subscribe({
      next: value => { seen.push(`next ${String(value)}`) },
      error: (error: Error) => { seen.push(`error ${error.message}`); resolve() },
      complete: () => { seen.push('complete'); resolve() }
    })
  })
  return seen
}

/** The turns of the event loop that a message of the server's needs, several times over. */
export async function aWhile (): Promise<void> {
  await new Promise(resolve => { setTimeout(resolve, 50) })
}
