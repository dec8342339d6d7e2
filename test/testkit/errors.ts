import { type Neo4jError } from 'neobolt'
import type { Context } from './context.js'
import { mapToCypher } from './cypher.js'
import type { Message } from './protocol.js'

/** Stands for an exception in a program's own code. */
export class FrontendError extends Error {
  constructor () {
    super('An error of the program that uses the driver.')
  }
}

/** How the suite is told of what a call has thrown. */
export function errorResponse (error: unknown, context: Context): Message {
  if (error instanceof FrontendError) {
    return { name: 'FrontendError', data: { msg: error.message } }
  }
  if (!(error instanceof Error)) {
    return { name: 'BackendError', data: { msg: String(error) } }
  }
  const { name, code, retryable } = error as Neo4jError
  return { name: 'DriverError', data: { id: context.add(error), errorType: name, code, retryable, ...gqlFields(error) } }
}

function gqlFields (error: Error): object {
  const { gqlStatus, gqlStatusDescription, diagnosticRecord, classification, rawClassification, cause } = error as Neo4jError
  return {
    msg: messageOf(error),
    gqlStatus,
    statusDescription: gqlStatusDescription,
    diagnosticRecord: diagnosticRecord == null ? undefined : mapToCypher(diagnosticRecord),
    classification,
    rawClassification: typeof rawClassification === 'string' ? rawClassification : undefined,
    cause: isGqlError(cause) ? { name: 'GqlError', data: gqlFields(cause) } : undefined
  }
}

/** The driver says what has cut a result short; the suite knows one message only for results that can't be read any more. */
function messageOf ({ message }: Error): string {
  return message.startsWith('The records of this result are not complete') ? 'Result is already consumed' : message
}

/** Other causes, such as one of Node's errors, have no place in the suite's protocol. */
function isGqlError (cause: unknown): cause is Error {
  return cause instanceof Error && 'gqlStatus' in cause
}
