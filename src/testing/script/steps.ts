import type { Failure } from '../wire/failure.js'
import type { Pattern } from './matching.js'

/** A step of the server. Plain data, so that connections can share a script. */
export type Step =
  | { readonly kind: 'request', readonly name: RequestName, readonly fields: readonly Pattern[] }
  | { readonly kind: 'message', readonly tag: number, readonly fields: readonly unknown[] }
  | { readonly kind: 'success', readonly metadata: Readonly<Record<string, unknown>> }
  | Failure
  | { readonly kind: 'ignored' }
  | { readonly kind: 'raw', readonly bytes: Uint8Array }
  | { readonly kind: 'delay', readonly milliseconds: number }
  | { readonly kind: 'until', readonly condition: Condition }
  | { readonly kind: 'close', readonly politely: boolean }
  | { readonly kind: 'repeat', readonly steps: readonly Step[], readonly most: number }
  | { readonly kind: 'choice', readonly branches: ReadonlyArray<readonly Step[]> }

/** Steps, which may be nested: `[greeting, [request('RUN'), success()]]`. */
export type Script = Step | readonly Script[]

export type RequestName =
  'HELLO' | 'LOGON' | 'LOGOFF' | 'GOODBYE' | 'RESET' | 'RUN' | 'PULL' | 'DISCARD' |
  'BEGIN' | 'COMMIT' | 'ROLLBACK' | 'ROUTE' | 'TELEMETRY'

export type Condition = Promise<unknown> | (() => Promise<unknown>)

/**
 * Waits for a request. The given fields are compared; fields that are omitted or undefined may have any value.
 * @example
 * request('RUN', 'RETURN $x', { x: 1 })
 * request('HELLO', including({ user_agent: /^neobolt/ }))
 */
export function request (name: RequestName, ...fields: Pattern[]): Step {
  return { kind: 'request', name, fields }
}

/** Answers SUCCESS. */
export function success (metadata: Record<string, unknown> = {}): Step {
  return { kind: 'success', metadata }
}

/** Sends one RECORD. Integers are sent as integers; see {@link float}. */
export function record (values: readonly unknown[]): Step {
  return { kind: 'message', tag: 0x71, fields: [values] }
}

/** Answers IGNORED. */
export function ignored (): Step {
  return { kind: 'ignored' }
}

/** Sends any message, whether or not the protocol allows it at that point. */
export function message (tag: number, ...fields: unknown[]): Step {
  return { kind: 'message', tag, fields }
}

/** Sends an empty chunk, which is a keep-alive between messages. */
export function noop (): Step {
  return { kind: 'raw', bytes: Uint8Array.of(0, 0) }
}

/** Sends bytes unchanged; they must include chunk headers. */
export function raw (...bytes: number[] | [Uint8Array]): Step {
  const [first] = bytes
  return { kind: 'raw', bytes: first instanceof Uint8Array ? first : Uint8Array.from(bytes as number[]) }
}

/** Sends pending messages, then waits. */
export function delay (milliseconds: number): Step {
  return { kind: 'delay', milliseconds }
}

/** Sends pending messages, then waits until the promise, or the promise returned by the function, is fulfilled. */
export function until (condition: Condition): Step {
  return { kind: 'until', condition }
}

/** Sends pending messages, then closes the connection. */
export function close (): Step {
  return { kind: 'close', politely: true }
}

/** Cuts the connection: the client sees a reset. */
export function cut (): Step {
  return { kind: 'close', politely: false }
}

/** Plays the script, which begins with a request, each time that request is received; possibly never. */
export function repeat (script: Script): Step {
  return { kind: 'repeat', steps: flatten(script), most: Infinity }
}

/** Plays the script, which begins with a request, if that request is received. */
export function optional (script: Script): Step {
  return { kind: 'repeat', steps: flatten(script), most: 1 }
}

/** Plays the script whose first request is received. */
export function choice (...branches: Script[]): Step {
  return { kind: 'choice', branches: branches.map(flatten) }
}

/** A query with its response: RUN and PULL, the keys, all records, and the summary. */
export function query (keys: string[], records: ReadonlyArray<readonly unknown[]> = [], summary: Record<string, unknown> = {}): Script {
  return [request('RUN'), request('PULL'), success({ fields: keys, t_first: 1 }), records.map(record), success({ type: 'r', t_last: 1, db: 'neo4j', ...summary })]
}

export function flatten (script: Script): readonly Step[] {
  return isStep(script) ? [script] : script.flatMap(flatten)
}

function isStep (script: Script): script is Step {
  return !Array.isArray(script)
}
