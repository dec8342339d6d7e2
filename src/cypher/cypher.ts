import { newError } from '../error.js'
import { describeKind, shorten } from '../text.js'

/** A name or a piece of a query that may stand in the text of another one. */
class CypherFragment {
  readonly #strings: readonly string[]
  readonly #values: readonly unknown[]

  constructor (strings: readonly string[], values: readonly unknown[]) {
    this.#strings = strings
    this.#values = values
  }

  /** The text between values, and the values, with those of fragments in their places: one string more than values. */
  static flatten (strings: readonly string[], values: readonly unknown[]): { strings: string[], values: unknown[] } {
    const flat = { strings: [strings[0]], values: [] as unknown[] }
    values.forEach((value, i) => {
      if (value instanceof CypherFragment) append(flat, value.#strings, value.#values)
      else append(flat, ['', ''], [checked(value, i)])
      append(flat, [strings[i + 1]], [])
    })
    return flat
  }
}

/** A query that was made by {@link cypher}: for `run` and `executeQuery`, or for a place in another one. */
export class CypherQuery extends CypherFragment {
  /** Its values as `$p0`, `$p1` …: the same for every call at one place of the program, so that the server finds its plan. */
  readonly text: string
  readonly parameters: Record<string, unknown>

  /** @internal Queries come from `neo4j.cypher`. */
  constructor (strings: readonly string[], values: readonly unknown[]) {
    super(strings, values)
    this.text = strings.map((text, i) => i === 0 ? text : `$p${i - 1}${text}`).join('')
    this.parameters = Object.fromEntries(values.map((value, i) => [`p${i}`, value]))
  }
}

/** A label or relationship type, quoted. */
export class CypherLabel extends CypherFragment {
  /** @internal Labels come from `neo4j.cypher.label`. */
  constructor (name: string) {
    super([`\`${name.replaceAll('`', '``')}\``], [])
  }
}

export interface Cypher {
  /**
   * A template tag: makes a query whose values are its parameters, whatever is in them. A query or a label that was made by it is
   * no value, but becomes part of the text.
   * @throws TypeError if a value is undefined, or it is not used as a tag
   * @example
   * const adults = cypher`p.born <= ${year}`
   * await session.run(cypher`MATCH (p:${cypher.label('Person')} {name: ${name}}) WHERE ${adults} RETURN p`)
   */
  (strings: TemplateStringsArray, ...values: unknown[]): CypherQuery
  /**
   * A label or a relationship type, quoted so that it is nothing but that name.
   * @throws TypeError if it is not a string, Neo4jError if it is empty or has a character that no version of Cypher can be told to take as it is
   */
  label: (name: string) => CypherLabel
}

/** `neo4j.cypher` */
export const cypher: Cypher = Object.assign(tag, { label })

function tag (strings: TemplateStringsArray, ...values: unknown[]): CypherQuery {
  if (!Array.isArray(strings) || !Array.isArray(strings.raw) || strings.length !== values.length + 1) {
    throw new TypeError('neo4j.cypher is a template tag: write cypher`…`, without parentheses. A query that is a string needs no tag')
  }
  const flat = CypherFragment.flatten(strings, values)
  return new CypherQuery(flat.strings, flat.values)
}

function label (name: string): CypherLabel {
  if (typeof name !== 'string') throw new TypeError(`The name of a label or relationship type expected to be a string but was: ${describeKind(name)}`)
  if (name === '') throw newError('The name of a label or relationship type is empty.')
  // Cypher 5 and older read \uXXXX as that character before they look for the quote that ends a name.
  if (/\\u|\0/i.test(name)) {
    throw newError(`The name of a label or relationship type has \\u or the character 0 in it, which can't be quoted for all versions of Cypher: ${JSON.stringify(shorten(name))}.`)
  }
  return new CypherLabel(name)
}

function append (flat: { strings: string[], values: unknown[] }, strings: readonly string[], values: readonly unknown[]): void {
  flat.strings[flat.strings.length - 1] += strings[0]
  for (let i = 0; i < values.length; i++) {
    flat.values.push(values[i])
    flat.strings.push(strings[i + 1])
  }
}

/** A parameter that is undefined is not sent, and the server would ask for one by a name that the program has not given. */
function checked (value: unknown, index: number): unknown {
  if (value === undefined) throw new TypeError(`Value ${index + 1} of the query is undefined: give null where there is none`)
  return value
}
