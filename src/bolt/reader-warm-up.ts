import type { PackStreamReader } from '../packstream/reader.js'
import { viewOf } from '../packstream/view.js'

/** In PackStream: { fields: ['n', null, 1.5, true], stats: { db: 'neo4j', t_last: 300 }, t_first: 1 } */
const ANSWER = Buffer.from(
  'a3 866669656c6473 94816ec0c13ff8000000000000c3 857374617473 a2826462856e656f346a86745f6c617374c9012c 87745f666972737401'.replaceAll(' ', ''), 'hex')
const TIMES = 6

/**
 * Reads an answer with values of the common types a few times, before the reader is used.
 *
 * V8 notes which branches a function takes only after the function has run for a while, which the few answers before the first rows
 * are too short for. If the first result is large, the reader is compiled while its rows are read, without the branches for maps and lists
 * that its summary needs, and the compiled code is discarded at its end: `--trace-deopt`, «Insufficient type feedback».
 */
export function warmUp (reader: PackStreamReader): void {
  const view = viewOf(ANSWER)
  for (let i = 0; i < TIMES; i++) {
    reader.open(ANSWER, view, 0, ANSWER.length)
    reader.read()
  }
}
