import { assertSupported, pull, route, run, type TransactionSettings } from '../bolt/messages.js'
import { type Metadata, Reply, type ResponseHandler } from '../bolt/response-handler.js'
import { PROTOCOL_ERROR } from '../error-codes.js'
import { type Neo4jError, newError } from '../error.js'
import type { Lease } from '../pool/lease.js'
import type { RawRoutingTable } from './routing-table.js'

/** A request for a routing table. */
export interface TableQuestion {
  readonly routingContext: Readonly<Record<string, string>>
  readonly bookmarks: readonly string[]
  /** undefined for the home database of the user. */
  readonly database: string | undefined
  readonly impersonatedUser: string | undefined
}

/** Before Bolt 4.3, routing tables are requested by calling procedures. */
const PROCEDURE_3 = 'CALL dbms.cluster.routing.getRoutingTable($context)'
const PROCEDURE_4 = 'CALL dbms.routing.getRoutingTable($context, $database)'
/** The columns of both procedures in order, for servers that do not name them. */
const PROCEDURE_COLUMNS: readonly string[] = ['ttl', 'servers']

/**
 * Requests a routing table in the way that the server's version of Bolt defines.
 * @throws Neo4jError: the server's own error, or one that says that its version does not support the request
 */
export async function fetchRoutingTable (connection: Lease, question: TableQuestion): Promise<RawRoutingTable> {
  const { capabilities } = connection
  const { database, impersonatedUser } = question
  assertSupported(capabilities, { database, impersonatedUser, notificationFilter: undefined })
  switch (capabilities.route) {
    case 'procedure3':
      return await callProcedure(connection, PROCEDURE_3, { context: question.routingContext }, settingsOf({ mode: 'WRITE' }))
    case 'procedure4':
      return await callProcedure(connection, PROCEDURE_4, { context: question.routingContext, database: database ?? null },
        settingsOf({ mode: 'READ', database: 'system', bookmarks: question.bookmarks }))
    default: {
      const { rt } = await connection.call(route(capabilities, question))
      if (typeof rt !== 'object' || rt === null) throw newError('The router answered ROUTE without a routing table.', PROTOCOL_ERROR)
      return rt as RawRoutingTable
    }
  }
}

function settingsOf (settings: Partial<TransactionSettings> & Pick<TransactionSettings, 'mode'>): TransactionSettings {
  return {
    bookmarks: [], database: undefined, impersonatedUser: undefined, timeout: null, metadata: null, notificationFilter: undefined, ...settings
  }
}

async function callProcedure (connection: Lease, query: string, parameters: object, settings: TransactionSettings): Promise<RawRoutingTable> {
  const header = new Reply()
  const rows = new Rows()
  connection.request(run(connection.capabilities, query, parameters, settings), header)
  connection.request(pull(connection.capabilities, -1, -1), rows)
  connection.flush()
  const [{ fields }] = await Promise.all([header.promise, rows.promise])
  if (rows.records.length !== 1) {
    throw newError(`Illegal response from router. Received ${rows.records.length} records but expected only one.`, PROTOCOL_ERROR)
  }
  const names: readonly unknown[] = Array.isArray(fields) ? fields : PROCEDURE_COLUMNS
  const valueOf = (name: string): unknown => rows.records[0][names.indexOf(name)]
  return { ttl: valueOf('ttl'), servers: valueOf('servers') }
}

/** Keeps the records of a procedure, which are few. */
class Rows implements ResponseHandler {
  readonly records: unknown[][] = []
  readonly #end = new Reply()

  get promise (): Promise<Metadata> {
    return this.#end.promise
  }

  onRecord (fields: unknown[]): void {
    this.records.push(fields)
  }

  onSuccess (metadata: Metadata): void {
    this.#end.onSuccess(metadata)
  }

  onFailure (error: Neo4jError): void {
    this.#end.onFailure(error)
  }
}
