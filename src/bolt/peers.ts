import type { ServerInfo } from '../types/server-info.js'

/** The remote end of a socket. */
export interface Peer {
  /** An IP address. */
  readonly address: string
  readonly port: number
}

/** Kept apart from the public ServerInfo, which has no field for it. Each connection has its own ServerInfo. */
const peers = new WeakMap<ServerInfo, Peer>()

export function rememberPeer (server: ServerInfo, peer: Peer | undefined): void {
  if (peer !== undefined) peers.set(server, peer)
}

/** The remote end of the connection that the ServerInfo belongs to. */
export function peerOf (server: ServerInfo): Peer | undefined {
  return peers.get(server)
}
