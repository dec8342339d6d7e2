import type { ServerInfo } from '../types/server-info.js'

/** The other end of a socket. */
export interface Peer {
  /** An IP address. */
  readonly address: string
  readonly port: number
}

/** Beside the public description of the server, which has no place for it: there is one of these for each connection. */
const peers = new WeakMap<ServerInfo, Peer>()

export function rememberPeer (server: ServerInfo, peer: Peer | undefined): void {
  if (peer !== undefined) peers.set(server, peer)
}

/** Where the connection that this description belongs to leads, or led. */
export function peerOf (server: ServerInfo): Peer | undefined {
  return peers.get(server)
}
