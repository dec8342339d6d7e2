import official from 'neo4j-driver'
import { BoltServer } from '../../../src/testing/script/index.js'
import type { Driver } from '../../../src/driver/driver.js'
import { connect } from '../../helpers/connect.js'
import { defaultScript, type Program, programs } from './programs.js'

interface Outcome { returned?: unknown, thrown?: { name: string, code?: string, message: string, retriable?: boolean } }

async function outcomeOf (open: (uri: string) => Driver, { run, script }: Program): Promise<Outcome> {
  const server = await BoltServer.start(script ?? defaultScript)
  const driver = open(server.uri)
  try {
    const value: unknown = await run(driver)
    return { returned: typeof value === 'object' && value !== null && !Array.isArray(value) ? value.constructor.name : value }
  } catch (error) {
    const { name, code, message, retriable } = error as Error & { code?: string, retriable?: boolean }
    return { thrown: { name, code, message: message.replaceAll(server.address, 'host:port'), retriable } }
  } finally {
    await driver.close()
    await server.close()
  }
}

describe('a user of this driver sees what a user of neo4j-driver sees:', () => {
  it.each(programs.map(program => [program.name, program] as const))('%s', async (_, program) => {
    const theirs = await outcomeOf(uri => official.driver(uri, undefined, { maxTransactionRetryTime: 0 }) as unknown as Driver, program)
    const ours = await outcomeOf(uri => connect(uri, undefined, { maxTransactionRetryTime: 0 }), program)
    if (program.differs === undefined) {
      expect(ours).toEqual(theirs)
    } else {
      expect(ours).toEqual({ thrown: { name: 'Neo4jError', ...theirs.thrown, ...program.differs } })
      expect(ours).not.toEqual(theirs)
    }
  })
})
