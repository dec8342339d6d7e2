import type { ReceivedQuery } from '../../../src/testing/conversation/received-query.js'

/**
 * The language of the queries: `WRITE` with a parameter `id`, `READ`, `ROWS n`, `ROWS n THEN code`, `FAIL code`, and
 * `SLOW milliseconds`. With `FAIL code UNDONE`, the server says that nothing was done yet, so that a driver may try again. All may have a parameter `call`.
 */
export type Statement =
  | { readonly verb: 'WRITE', readonly id: string }
  | { readonly verb: 'READ' }
  | { readonly verb: 'ROWS', readonly count: number, readonly code: string | undefined }
  | { readonly verb: 'FAIL', readonly code: string, readonly undone: boolean }
  | { readonly verb: 'SLOW', readonly milliseconds: number }

const ROWS = /^ROWS (\d+)(?: THEN (\S+))?$/

/** undefined if it is no statement of the language */
export function parseStatement ({ text, parameters }: Pick<ReceivedQuery, 'text' | 'parameters'>): Statement | undefined {
  const [verb, argument, addition] = text.split(' ')
  switch (verb) {
    case 'WRITE': return { verb, id: String(parameters.id) }
    case 'READ': return { verb }
    case 'FAIL': return { verb, code: argument, undone: addition === 'UNDONE' }
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
