import { type ModelConnection } from './model-server.js'

export type Meta = Record<string, any>

/** What a server says: a message of its own, or bytes as they are. */
export type Answer = { tag: number, fields: unknown[] } | Buffer

export interface ModelOptions {
  version?: [number, number]
  /** Replaces the model's answers to one request; undefined leaves them as they are. */
  answer?: (request: string, fields: any[], connection: ModelConnection) => Answer[] | 'silence' | 'hang up' | undefined
  hints?: Meta
  /** Seconds for which its routing tables are good. */
  ttl?: number
  /** Milliseconds before each answer to RUN. */
  slowness?: number
  /** Milliseconds before each answer to COMMIT. */
  slowCommits?: number
}
