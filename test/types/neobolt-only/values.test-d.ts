import { type } from 'arktype'
import { expectTypeOf } from 'expect-type'
import neo4j, {
  type Config, cypher, type Date as Day, type DehydrationHook, type Driver, type HydrationHooks, hydration, type Integer, type Neo4jError, type Node, type Point, type QueryConfig, type Record, type Result, type ResultSummary,
  type Session, type SessionConfig, toJson, type TransactionConfig
} from 'neobolt'
import * as v from 'valibot'
import { z } from 'zod'

declare const driver: Driver
declare const session: Session
declare const record: Record
declare const node: Node

// Hooks: on driver, session and call
const hooks: HydrationHooks = {
  Integer: 'safe', DateTime: (value) => value.toStandardDate(), Date: (day: Day) => day.toString(), Point: (point: Point<number>) => [point.x, point.y],
  Node: ({ labels }) => labels[0], Bytes: (bytes) => bytes.length, Vector: (vector) => vector.asTypedArray(), floats: 'typed', Time: null, UUID: undefined
}
expectTypeOf<{ hydrationHooks: HydrationHooks, dehydrationHooks: DehydrationHook[] }>().toExtend<Config>()
expectTypeOf<{ hydrationHooks: HydrationHooks, dehydrationHooks: DehydrationHook[] }>().toExtend<SessionConfig>()
expectTypeOf<{ hydrationHooks: HydrationHooks, dehydrationHooks: DehydrationHook[] }>().toExtend<TransactionConfig>()
expectTypeOf<{ hydrationHooks: HydrationHooks, dehydrationHooks: DehydrationHook[] }>().toExtend<QueryConfig>()
session.run('RETURN 1', {}, { hydrationHooks: hooks })
void driver.executeQuery('RETURN 1', {}, { hydrationHooks: { Integer: (value: Integer) => value.toString() } })
expectTypeOf<NonNullable<HydrationHooks['Integer']>>().extract<string>().toEqualTypeOf<'number' | 'bigint' | 'safe'>()
// @ts-expect-error there is no such hook
driver.session({ hydrationHooks: { Datetime: () => 1 } })
// @ts-expect-error there is no such mode
driver.session({ hydrationHooks: { Integer: 'int' } })
// @ts-expect-error not a function
driver.session({ hydrationHooks: { Date: 'string' } })
// @ts-expect-error lists of floats have one other form
driver.session({ hydrationHooks: { floats: true } })
// @ts-expect-error a point is no date
driver.session({ hydrationHooks: { Point: (date: Day) => date } })

class Money { readonly cents = 1n }
const money: DehydrationHook = { isTypeInstance: (value) => value instanceof Money, dehydrate: (value: Money) => value.cents }
neo4j.driver('bolt://localhost', undefined, { dehydrationHooks: [money] })
// @ts-expect-error half a hook
driver.session({ dehydrationHooks: [{ isTypeInstance: () => true }] })

// Presets
expectTypeOf(hydration.native).toEqualTypeOf<HydrationHooks>()
expectTypeOf(neo4j.hydration.json).toEqualTypeOf<HydrationHooks>()
expectTypeOf(hydration.temporal()).toEqualTypeOf<HydrationHooks>()
// @ts-expect-error not an implementation of Temporal
hydration.temporal({ PlainDate: Date })

// JSON
expectTypeOf(JSON.stringify(toJson(record))).toEqualTypeOf<string>()
expectTypeOf(neo4j.toJson).parameter(0).toBeUnknown()

// Schemas: the type is what the schema gives
interface PersonOut { name: string, born: number }
const ofZod = z.object({ name: z.string(), born: z.string().transform(Number) })
const ofZodLater = z.object({ name: z.string(), born: z.string().refine(async (text) => await Promise.resolve(text !== '')).transform(Number) })
const ofValibot = v.object({ name: v.string(), born: v.pipe(v.string(), v.transform(Number)) })
const ofArktype = type({ name: 'string', born: type('string').pipe((text) => Number(text)) })
expectTypeOf(record.as(ofZod)).toEqualTypeOf<PersonOut>()
expectTypeOf(record.as(ofValibot)).toEqualTypeOf<PersonOut>()
expectTypeOf(record.as(ofArktype)).toEqualTypeOf<PersonOut>()
expectTypeOf(node.as(ofZod)).toEqualTypeOf<PersonOut>()
expectTypeOf(node.as(ofValibot)).toEqualTypeOf<PersonOut>()
expectTypeOf(node.as(ofArktype)).toEqualTypeOf<PersonOut>()
async function read (result: Result): Promise<void> {
  expectTypeOf((await result.as(ofZod)).records).toEqualTypeOf<PersonOut[]>()
  expectTypeOf((await result.as(ofZodLater)).records).toEqualTypeOf<PersonOut[]>()
  expectTypeOf((await result.as(ofArktype)).records).toEqualTypeOf<PersonOut[]>()
  const { records, summary } = await result.as(ofValibot)
  expectTypeOf(records).toEqualTypeOf<PersonOut[]>()
  expectTypeOf(summary).toExtend<ResultSummary>()
  // @ts-expect-error the schema gives no age
  void records[0].age
  for await (const row of session.run('RETURN 1').as(ofZod)) expectTypeOf(row).toEqualTypeOf<PersonOut>()
  for await (const row of session.run('RETURN 1').as(ofValibot)) expectTypeOf(row).toEqualTypeOf<PersonOut>()
  for await (const row of session.run('RETURN 1').as(ofArktype)) expectTypeOf(row).toEqualTypeOf<PersonOut>()
}
void read
const { hydrated, mapped } = neo4j.resultTransformers
async function transform (): Promise<void> {
  expectTypeOf((await driver.executeQuery('RETURN 1', {}, { resultTransformer: hydrated(ofZod) })).records).toEqualTypeOf<PersonOut[]>()
  expectTypeOf((await driver.executeQuery('RETURN 1', {}, { resultTransformer: hydrated(ofValibot) })).records).toEqualTypeOf<PersonOut[]>()
  expectTypeOf((await driver.executeQuery('RETURN 1', {}, { resultTransformer: hydrated(ofArktype) })).records).toEqualTypeOf<PersonOut[]>()
  expectTypeOf((await driver.executeQuery('RETURN 1', {}, { resultTransformer: mapped({ map: ofZod }) })).records).toEqualTypeOf<PersonOut[]>()
  expectTypeOf((await driver.executeQuery('RETURN 1', {}, { resultTransformer: mapped({ map: ofValibot }) })).records).toEqualTypeOf<PersonOut[]>()
  expectTypeOf((await driver.executeQuery('RETURN 1', {}, { resultTransformer: mapped({ map: ofArktype }) })).records).toEqualTypeOf<PersonOut[]>()
  const collected = await driver.executeQuery('RETURN 1', {}, { resultTransformer: mapped({ map: ofArktype, collect: (people) => people.map(({ born }) => born) }) })
  expectTypeOf(collected).toEqualTypeOf<number[]>()
}
void transform
// One without a library
declare const count: { readonly '~standard': { readonly version: 1, readonly vendor: 'own', readonly validate: (value: unknown) => { value: number } | { issues: Array<{ message: string }> }, readonly types?: { input: unknown, output: number } } }
expectTypeOf(record.as(count)).toEqualTypeOf<number>()
// Classes and rules as ever
class Movie { title = '' }
expectTypeOf(record.as(Movie)).toEqualTypeOf<Movie>()
expectTypeOf(record.as<Movie>({ title: neo4j.rule.asString() })).toEqualTypeOf<Movie>()
expectTypeOf(node.as<Movie>(Movie, { title: neo4j.rule.asString() })).toEqualTypeOf<Movie>()

declare const error: Neo4jError
expectTypeOf(error.recordIndex).toEqualTypeOf<number | undefined>()
expectTypeOf(error.path).toEqualTypeOf<readonly (string | number)[] | undefined>()
expectTypeOf(error.issues?.[0].message).toEqualTypeOf<string | undefined>()

// The tag
const query = cypher`MATCH (p:${cypher.label('Person')} {name: ${'Ada'}}) RETURN p`
expectTypeOf(query.text).toEqualTypeOf<string>()
expectTypeOf(query.parameters.p0).toBeUnknown()
session.run(query)
void driver.executeQuery(query)
void neo4j.cypher`RETURN ${[1, null, { a: query }]}`
// @ts-expect-error it is a tag
cypher('RETURN 1')
// @ts-expect-error a label is no query
session.run(cypher.label('Person'))
// @ts-expect-error the name of a label is a string
cypher.label(5)
