import { type Neo4jError } from 'neobolt'
import type { Context } from './context.js'
import { mapToCypher } from './cypher.js'
import type { Message } from './protocol.js'

/** An exception in the program's own code. */
export class FrontendError extends Error {
  constructor () {
    super('An error of the program that uses the driver.')
  }
}

/** Converts an error of a call for the suite. */
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

/** The driver says why a result is incomplete; the suite knows only one message for results that can no longer be read. */
function messageOf ({ message }: Error): string {
  return message.startsWith('The records of this result are incomplete') ? 'Result is already consumed' : message
}

/** Other causes, such as errors of Node.js, are not part of the suite's protocol. */
function isGqlError (cause: unknown): cause is Error {
  return cause instanceof Error && 'gqlStatus' in cause
}
