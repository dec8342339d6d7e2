import type { ProtocolVersion } from './protocol-version.js'

/** The server that ran a query. */
export class ServerInfo {
  /** `host:port` */
  declare address?: string
  /** The server's product and version, such as `Neo4j/5.26.0`. */
  declare agent?: string
  declare protocolVersion?: ProtocolVersion

  constructor (serverMeta?: any, protocolVersion?: ProtocolVersion) {
    if (serverMeta != null) {
      this.address = serverMeta.address
      this.agent = serverMeta.version
    }
    this.protocolVersion = protocolVersion
  }
}
