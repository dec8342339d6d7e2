import { STRING_8, STRING_8_HEADER } from './markers.js'
import { SHORT_STRING, shortAscii } from './short-string.js'

/**
 * Since Bolt 5.0, an element id of Neo4j is `4:` for a node or `5:` for a relationship, the UUID of its database, `:`, and a number
 * within the database. All ids of one database begin with the same bytes: this many.
 */
const PREFIX = 39
const COLON = 0x3a
const KIND_OF_RELATIONSHIPS = 0x35
/** The lowest byte that a prefix has: `-`. */
const LOWEST = 0x2d

/** The text of a prefix, and its bytes as numbers of eight bytes each; the last two overlap. */
interface Prefix {
  readonly text: string
  readonly a: number
  readonly b: number
  readonly c: number
  readonly d: number
  readonly e: number
}

const NONE: Prefix = Object.freeze({ text: '', a: NaN, b: NaN, c: NaN, d: NaN, e: NaN })

/**
 * Makes the strings of element ids. The prefix that was read last is joined to the number, which is much shorter than the id: the
 * engine copies the characters of both only when the program uses them.
 */
export class ElementIds {
  #nodes = NONE
  #relationships = NONE

  /** The id at `at`; undefined if it does not have the form of Neo4j's ids, or is not complete at `end`. */
  read (bytes: Buffer, view: DataView, at: number, end: number): string | undefined {
    const start = at + STRING_8_HEADER
    if (start + PREFIX > end || bytes[at] !== STRING_8) return undefined
    const rest = bytes[start - 1] - PREFIX
    if (rest < 1 || rest > SHORT_STRING || start + PREFIX + rest > end) return undefined
    let prefix = bytes[start] === KIND_OF_RELATIONSHIPS ? this.#relationships : this.#nodes
    if (!isAt(prefix, view, start)) {
      if (!isPrefix(bytes, start)) return undefined
      prefix = this.#remember(bytes, view, start)
    }
    const number = shortAscii[rest](bytes, start + PREFIX)
    return number === undefined ? undefined : prefix.text + number
  }

  #remember (bytes: Buffer, view: DataView, start: number): Prefix {
    const prefix = {
      text: bytes.toString('latin1', start, start + PREFIX),
      a: view.getFloat64(start),
      b: view.getFloat64(start + 8),
      c: view.getFloat64(start + 16),
      d: view.getFloat64(start + 24),
      e: view.getFloat64(start + PREFIX - 8)
    }
    if (bytes[start] === KIND_OF_RELATIONSHIPS) this.#relationships = prefix
    else this.#nodes = prefix
    return prefix
  }
}

/** Numbers of bytes that a prefix has are neither NaN nor zero, so that equal numbers are equal bytes. */
function isAt ({ a, b, c, d, e }: Prefix, view: DataView, start: number): boolean {
  return view.getFloat64(start + PREFIX - 8) === e && view.getFloat64(start + 24) === d && view.getFloat64(start + 16) === c &&
    view.getFloat64(start + 8) === b && view.getFloat64(start) === a
}

function isPrefix (bytes: Buffer, start: number): boolean {
  if (bytes[start + 1] !== COLON || bytes[start + PREFIX - 1] !== COLON) return false
  for (let i = start; i < start + PREFIX; i++) {
    if (bytes[i] < LOWEST || bytes[i] > 0x7f) return false
  }
  return true
}
