import { inspect } from 'node:util'
import { type } from 'arktype'
import * as v from 'valibot'
import { z } from 'zod'
import type { StandardSchema } from '../../../src/mapping/standard-schema.js'
import { type FakeNeo4j, fakeNeo4j, node } from '../../../src/testing.js'
import { hydrationHooks, ways } from '../../helpers/schema-ways.js'

const ROWS = 1000
const WRONG = 789
const person = (id: number, email = `pL4nted${id}@example.org`): { id: number, contacts: object[] } => ({ id, contacts: [{ email: 'a@example.org' }, { email }] })
const people = Array.from({ length: ROWS }, (_, id) => person(id))
/** What each schema below makes of a person: the length of the address for the address. */
const lengths = people.map(({ id }) => ({ id, contacts: [{ email: 13 }, { email: `pL4nted${id}@example.org`.length }] }))

let server: FakeNeo4j
beforeEach(async () => {
  server = await fakeNeo4j()
  server.on('PEOPLE', { records: people })
  server.on('ONE WRONG', { records: people.map(one => one.id === WRONG ? person(WRONG, 'pL4nted') : one) })
  server.on('NODES', { records: [{ p: node('Person', person(1)) }, { p: node('Person', person(2, 'pL4nted')) }] })
})
afterEach(async () => { await server.close() })

/** The same schema, written with each library; the message about a wrong address repeats it. */
interface Library {
  readonly name: string
  readonly schema: StandardSchema
  /** One that has to be waited for; arktype has none. */
  readonly later?: StandardSchema
}

const isAddress = (text: string): boolean => text.includes('@')
const isAddressLater = async (text: string): Promise<boolean> => { await Promise.resolve(); return isAddress(text) }
const zodMessage = { error: ({ input }: { input?: unknown }) => `not ${String(input)}` }
const zodPerson = (email: z.ZodType<number>): StandardSchema => z.object({ id: z.number(), contacts: z.array(z.object({ email })) })

const libraries: Library[] = [
  {
    name: 'zod',
    schema: zodPerson(z.string().refine(isAddress, zodMessage).transform(text => text.length)),
    later: zodPerson(z.string().refine(isAddressLater, zodMessage).transform(text => text.length))
  },
  {
    name: 'valibot',
    schema: v.object({ id: v.number(), contacts: v.array(v.object({ email: v.pipe(v.string(), v.email(), v.transform(text => text.length)) })) }),
    later: v.objectAsync({
      id: v.number(),
      contacts: v.arrayAsync(v.objectAsync({ email: v.pipeAsync(v.string(), v.checkAsync(isAddressLater, ({ input }) => `not ${input}`), v.transform(text => text.length)) }))
    })
  },
  {
    name: 'arktype',
    schema: type({ id: 'number', contacts: type({ email: type('string.email').pipe(text => text.length) }).array() })
  }
]
const schemas = libraries.flatMap(({ name, schema, later }): Array<[string, StandardSchema]> => [[name, schema], ...later === undefined ? [] : [[`${name}, asynchronous`, later] as [string, StandardSchema]]])

function thrownBy (work: () => unknown): unknown {
  try {
    return work()
  } catch (error) {
    return error
  }
}

function expectHidden (error: unknown): void {
  expect(JSON.stringify((error as { issues: unknown }).issues)).toContain('pL4nted')
  expect(inspect(error, { depth: 9 }) + JSON.stringify(error) + String((error as Error).stack)).not.toContain('pL4nted')
}

describe.each(schemas)('a schema of %s', (_, schema) => {
  it.each(ways)('makes its values of all records, in order: %s', async (_, read) => {
    expect(await read(server, 'PEOPLE', schema)).toEqual(lengths)
  })

  it.each(ways)('that does not match is told with record and path, without the value: %s', async (_, read) => {
    const error = await read(server, 'ONE WRONG', schema).then(() => undefined, reason => reason)
    expect(error).toMatchObject({ name: 'Neo4jError', message: `The schema does not match record ${WRONG}, contacts[1].email.`, recordIndex: WRONG, path: ['contacts', 1, 'email'] })
    expectHidden(error)
  })
})

describe.each(libraries)('records and nodes, by a schema of $name,', ({ schema, later }) => {
  it('are what it makes of them, behind the hooks', async () => {
    const { records } = await server.driver().executeQuery('PEOPLE', {}, { hydrationHooks })
    expect(records.map(record => record.as(schema))).toEqual(lengths)
    const { records: [one] } = await server.driver().executeQuery('NODES', {}, { hydrationHooks })
    expect(one.get('p').as(schema)).toEqual(lengths[1])
  })

  it('that do not match it are told with the path, without the value', async () => {
    const { records } = await server.driver().executeQuery('ONE WRONG', {}, { hydrationHooks })
    const { records: [, two] } = await server.driver().executeQuery('NODES', {}, { hydrationHooks })
    for (const read of [() => records[WRONG].as(schema), () => two.get('p').as(schema)]) {
      const error = thrownBy(read)
      expect(error).toMatchObject({ message: 'The schema does not match the record, contacts[1].email.', path: ['contacts', 1, 'email'] })
      expect(error).not.toHaveProperty('recordIndex')
      expectHidden(error)
    }
  })

  if (later !== undefined) {
    it('can not wait for it', async () => {
      const { records: [one] } = await server.driver().executeQuery('PEOPLE', {}, { hydrationHooks })
      expect(() => one.as(later)).toThrow('Use result.as(schema)')
    })
  }
})
