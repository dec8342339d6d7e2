import { capabilitiesOf, type Capabilities, SPOKEN_VERSIONS } from '../../bolt/versions.js'
import { summaryMetadata } from '../../bolt/summary-metadata.js'
import { int } from '../../types/integer.js'
import { ProtocolVersion } from '../../types/protocol-version.js'
import { ServerInfo } from '../../types/server-info.js'
import { ResultSummary } from '../../types/summary.js'
import { endMetadata, type SummaryParts } from './summary-metadata.js'

/** The query of a summary or result that was not received from a server. */
export interface QueryParts {
  /** The text. Default: empty. */
  query?: string
  parameters?: object
}

const [NEWEST] = SPOKEN_VERSIONS
/** Results that were not received from a server look like those of the newest version. */
export const NEWEST_CAPABILITIES = capabilitiesOf(...NEWEST) as Capabilities
export const SERVER = new ServerInfo({ address: 'localhost:7687', version: `Neo4j/${NEWEST.join('.')}.0` }, new ProtocolVersion(...NEWEST))
export const START = { t_first: int(0) }
export const END = { t_last: int(0), db: 'neo4j' }

/**
 * Makes the summary of a query as a result has it.
 * @example
 * summary({ counters: { nodesCreated: 1 } }).counters.updates().nodesCreated // 1
 *
 * @param parts the query, and parts of the summary; all are optional
 * @throws TypeError for an unknown counter
 */
export function summary ({ query = '', parameters = {}, ...parts }: SummaryParts & QueryParts = {}): ResultSummary {
  const end = { ...endMetadata(parts, NEWEST_CAPABILITIES, 1, 1), ...END }
  return new ResultSummary(query, { ...parameters }, summaryMetadata(SERVER, START, end, {}), SERVER.protocolVersion)
}
