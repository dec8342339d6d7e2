import type { ReceivedQuery } from '../../../src/testing/conversation/received-query.js'

/**
 * The language of the queries: `WRITE` with a parameter `id`, `READ`, `ROWS n`, `ROWS n THEN code`, `FAIL code`, and
 * `SLOW milliseconds`. All may have a parameter `call`.
 */
export type Statement =
  | { readonly verb: 'WRITE', readonly id: string }
  | { readonly verb: 'READ' }
  | { readonly verb: 'ROWS', readonly count: number, readonly code: string | undefined }
  | { readonly verb: 'FAIL', readonly code: string }
  | { readonly verb: 'SLOW', readonly milliseconds: number }

const ROWS = /^ROWS (\d+)(?: THEN (\S+))?$/

/** undefined if it is no statement of the language */
export function parseStatement ({ text, parameters }: Pick<ReceivedQuery, 'text' | 'parameters'>): Statement | undefined {
  const [verb, argument] = text.split(' ')
  switch (verb) {
    case 'WRITE': return { verb, id: String(parameters.id) }
    case 'READ': return { verb }
    case 'FAIL': return { verb, code: argument }
    case 'SLOW': return { verb, milliseconds: Number(argument) }
    case 'ROWS': {
      const match = ROWS.exec(text)
      return match === null ? undefined : { verb, count: Number(match[1]), code: match[2] }
    }
  }
  return undefined
}

/** The parameter `call`: whose query it is. */
export function callOf ({ parameters }: Pick<ReceivedQuery, 'parameters'>): number | undefined {
  return parameters.call == null ? undefined : Number(parameters.call)
}
