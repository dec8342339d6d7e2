import { newError } from '../error.js'
import { describeKind, shorten } from '../text.js'

/** A query made by `neo4j.cypher`, for `run` and `executeQuery`, or for interpolation into another query. */
export interface CypherQuery {
  /** The text, with `$p0`, `$p1` … for the values: the same for every call at one place, so that the server reuses its plan. */
  readonly text: string
  readonly parameters: { readonly [name: string]: unknown }
}

/** A label or relationship type for interpolation into a query made by `neo4j.cypher`. */
export interface CypherLabel {
  /** The name in backticks. */
  toString: () => string
}

/** The type of `neo4j.cypher`. */
export interface Cypher {
  /**
   * A template tag that makes a query. Interpolated values become parameters, whatever they contain; an interpolated query or
   * label made by `cypher` becomes part of the text.
   * @throws TypeError if a value is undefined, or if it is not called as a template tag
   * @example
   * const adults = cypher`p.born <= ${year}`
   * await session.run(cypher`MATCH (p:${cypher.label('Person')} {name: ${name}}) WHERE ${adults} RETURN p`)
   */
  (strings: TemplateStringsArray, ...values: unknown[]): CypherQuery
  /**
   * Makes a label or relationship type, quoted so that the text can only be a name.
   * @throws TypeError if `name` is not a string; Neo4jError if it is empty or has a character that cannot be quoted in all versions of Cypher
   */
  label: (name: string) => CypherLabel
}

/** The text between the values, one string more than there are values. */
interface Pieces {
  readonly strings: string[]
  readonly values: unknown[]
}

/** Text for a query. Only objects of this class become text, and outside data never is one. */
class Fragment {
  // Private, so that printing a query does not show it.
  readonly #pieces: Pieces

  constructor (pieces: Pieces) {
    this.#pieces = pieces
  }

  /** Replaces values that are fragments with their own pieces. */
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

/** Makes queries with parameters from template strings; see {@link Cypher}. */
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
  // Cypher 5 and older decode \uXXXX before they look for the closing quote of a name.
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

/** An undefined parameter is not sent, and the server would report a missing parameter whose name the program does not know. */
function checked (value: unknown, index: number): unknown {
  if (value === undefined) throw new TypeError(`Value ${index + 1} of the query is undefined: use null for a missing value`)
  return value
}
