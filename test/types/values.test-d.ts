import { expectTypeOf } from 'expect-type'
import neo4j, {
  type Date as Neo4jDate, type DateTime, type Duration, type Integer, type LocalDateTime, type LocalTime, Node, type Path, type PathSegment, type Point,
  type Relationship, type Time, type UnboundRelationship, type UUID, type Vector, type VectorType
} from 'neobolt'

declare const something: object
type NumberOrInteger = number | Integer | bigint

// Integer
expectTypeOf(neo4j.int(1)).toEqualTypeOf<Integer>()
expectTypeOf(neo4j.int('1').toNumber()).toEqualTypeOf<number>()
expectTypeOf(neo4j.int(1n).toBigInt()).toEqualTypeOf<bigint>()
expectTypeOf(neo4j.int(neo4j.int(1)).add(1).toString()).toEqualTypeOf<string>()
expectTypeOf(neo4j.integer.toNumber).returns.toEqualTypeOf<number>()
expectTypeOf(neo4j.integer.inSafeRange).returns.toEqualTypeOf<boolean>()

// Every type guard narrows what it is asked about.
if (neo4j.isInt(something)) expectTypeOf(something).toExtend<Integer>()
if (neo4j.isNode(something)) expectTypeOf(something).toExtend<Node>()
if (neo4j.isRelationship(something)) expectTypeOf(something).toExtend<Relationship>()
if (neo4j.isUnboundRelationship(something)) expectTypeOf(something).toExtend<UnboundRelationship>()
if (neo4j.isPath(something)) expectTypeOf(something).toExtend<Path>()
if (neo4j.isPathSegment(something)) expectTypeOf(something).toExtend<PathSegment>()
if (neo4j.isPoint(something)) expectTypeOf(something).toExtend<Point>()
if (neo4j.isDate(something)) expectTypeOf(something).toExtend<Neo4jDate>()
if (neo4j.isTime(something)) expectTypeOf(something).toExtend<Time>()
if (neo4j.isLocalTime(something)) expectTypeOf(something).toExtend<LocalTime>()
if (neo4j.isDateTime(something)) expectTypeOf(something).toExtend<DateTime>()
if (neo4j.isLocalDateTime(something)) expectTypeOf(something).toExtend<LocalDateTime>()
if (neo4j.isDuration(something)) expectTypeOf(something).toExtend<Duration>()
if (neo4j.isVector(something)) expectTypeOf(something.getType()).toEqualTypeOf<VectorType>()
if (neo4j.isUUID(something)) expectTypeOf(something).toExtend<UUID>()

// Graph values: integers, properties and labels are type parameters.
type Person = Node<Integer, { name: string, age: Integer }, 'Person' | 'Employee'>
declare const person: Person
expectTypeOf(person.identity).toEqualTypeOf<Integer>()
expectTypeOf(person.elementId).toEqualTypeOf<string>()
expectTypeOf(person.labels).toEqualTypeOf<Array<'Person' | 'Employee'>>()
expectTypeOf(person.properties.name).toEqualTypeOf<string>()
expectTypeOf(person.properties.age).toEqualTypeOf<Integer>()

declare const plain: Node<number>
expectTypeOf(plain.identity).toEqualTypeOf<number>()
declare const big: Relationship<bigint, { since: Neo4jDate }, 'KNOWS'>
expectTypeOf(big.start).toEqualTypeOf<bigint>()
expectTypeOf(big.startNodeElementId).toEqualTypeOf<string>()
expectTypeOf(big.type).toEqualTypeOf<'KNOWS'>()
expectTypeOf(big.properties.since).toEqualTypeOf<Neo4jDate>()
declare const unbound: UnboundRelationship
expectTypeOf(unbound.bind).returns.toExtend<Relationship>()
declare const path: Path
expectTypeOf(path.segments).items.toExtend<PathSegment>()
expectTypeOf(path.start).toExtend<Node>()
expectTypeOf(path.length).toEqualTypeOf<number>()
expectTypeOf(new Node(1, ['A'], { a: 1 }, '4:x:1')).toExtend<Node<number>>()

// Spatial and temporal values
declare const point: Point<number>
expectTypeOf(point.srid).toEqualTypeOf<number>()
expectTypeOf(point.x).toEqualTypeOf<number>()
expectTypeOf(point.z).toEqualTypeOf<number | undefined>()
expectTypeOf(new neo4j.types.Date(2024, 2, 29)).toExtend<Neo4jDate<number>>()
declare const duration: Duration<bigint>
expectTypeOf(duration.months).toEqualTypeOf<bigint>()
expectTypeOf(new neo4j.types.Duration(1n, 2n, 3n, 4n)).toExtend<Duration<bigint>>()
expectTypeOf(neo4j.types.Date.fromStandardDate(new globalThis.Date())).toExtend<Neo4jDate<number>>()
expectTypeOf(neo4j.types.DateTime.fromStandardDate(new globalThis.Date())).toExtend<DateTime<number>>()
declare const dateTime: DateTime
expectTypeOf(dateTime.toStandardDate()).toEqualTypeOf<globalThis.Date>()
expectTypeOf(dateTime.nanosecond).toEqualTypeOf<Integer>()
expectTypeOf(dateTime.timeZoneId).toEqualTypeOf<string | undefined>()
expectTypeOf<NumberOrInteger>().toExtend<Parameters<typeof neo4j.int>[0]>()

// Vector and UUID
expectTypeOf(neo4j.vector(Float32Array.of(1))).toEqualTypeOf<Vector<Float32Array<ArrayBuffer>>>()
expectTypeOf(neo4j.vector(Int8Array.of(1)).asTypedArray()).toExtend<Int8Array>()
