import { newError } from '../error.js'
import { describeKind, shorten } from '../text.js'

/** A query that was made by `neo4j.cypher`: for `run` and `executeQuery`, or for a place in another one. */
export interface CypherQuery {
  /** Its values are `$p0`, `$p1` …: the same text for every call at one place of the program, so that the server finds its plan. */
  readonly text: string
  readonly parameters: { readonly [name: string]: unknown }
}

/** A label or relationship type for a place in a query that `neo4j.cypher` makes. */
export interface CypherLabel {
  /** The name in backticks. */
  toString: () => string
}

/** What `neo4j.cypher` is. */
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
   * @throws TypeError if it is not a string, Neo4jError if it is empty, or has a character that can't be quoted for all versions of Cypher
   */
  label: (name: string) => CypherLabel
}

/** The text between values, one string more than there are values. */
interface Pieces {
  readonly strings: string[]
  readonly values: unknown[]
}

/** What becomes part of the text: only objects of this class do, which no data from outside are. */
class Fragment {
  // Private, and so not shown where a query is printed.
  readonly #pieces: Pieces

  constructor (pieces: Pieces) {
    this.#pieces = pieces
  }

  /** Values that are fragments are replaced by their own pieces. */
  static flatten (strings: readonly string[], values: readonly unknown[]): Pieces {
    const flat: Pieces = { strings: [strings[0]], values: [] }
    values.forEach((value, i) => {
      append(flat, value instanceof Fragment ? value.#pieces : { strings: ['', ''], values: [checked(value, i)] })
      append(flat, { strings: [strings[i + 1]], values: [] })
    })
    return flat
  }
}

class Query extends Fragment implements CypherQuery {
  readonly text: string
  readonly parameters: Record<string, unknown>

  constructor (pieces: Pieces) {
    super(pieces)
    this.text = pieces.strings.map((text, i) => i === 0 ? text : `$p${i - 1}${text}`).join('')
    this.parameters = Object.fromEntries(pieces.values.map((value, i) => [`p${i}`, value]))
  }
}

class Label extends Fragment implements CypherLabel {
  readonly #quoted: string

  constructor (quoted: string) {
    super({ strings: [quoted], values: [] })
    this.#quoted = quoted
  }

  override toString (): string {
    return this.#quoted
  }
}

/** `neo4j.cypher` */
export const cypher: Cypher = Object.assign(tag, { label })

function tag (strings: TemplateStringsArray, ...values: unknown[]): CypherQuery {
  if (!Array.isArray(strings) || !Array.isArray(strings.raw) || strings.length !== values.length + 1) {
    throw new TypeError('neo4j.cypher is a template tag: write cypher`…`, without parentheses. A query that is a string needs no tag')
  }
  return new Query(Fragment.flatten(strings, values))
}

function label (name: string): CypherLabel {
  if (typeof name !== 'string') throw new TypeError(`The name of a label or relationship type expected to be a string but was: ${describeKind(name)}`)
  if (name === '') throw newError('The name of a label or relationship type is empty.')
  // Cypher 5 and older read \uXXXX as that character before they look for the quote that ends a name.
  if (/\\u|\0/i.test(name)) {
    throw newError(`The name of a label or relationship type has \\u or the character 0 in it, which can't be quoted for all versions of Cypher: ${JSON.stringify(shorten(name))}.`)
  }
  return new Label(`\`${name.replaceAll('`', '``')}\``)
}

function append (flat: Pieces, { strings, values }: Pieces): void {
  flat.strings[flat.strings.length - 1] += strings[0]
  flat.strings.push(...strings.slice(1))
  flat.values.push(...values)
}

/** A parameter that is undefined is not sent, and the server would ask for one by a name that the program has not given. */
function checked (value: unknown, index: number): unknown {
  if (value === undefined) throw new TypeError(`Value ${index + 1} of the query is undefined: give null where there is none`)
  return value
}
