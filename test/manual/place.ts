import type neo4j from 'neobolt'

/** The package, whichever it is: the same programs run with neobolt and with neo4j-driver. */
export type Neo4j = typeof neo4j

/** Where a chapter's program works. */
export interface Place {
  uri: string
  /** The same server as `neo4j://`. */
  routingUri: string
  user: string
  password: string
  /** For all nodes that the program makes. */
  label: string
}

/** A chapter of the manual as a program. It gives what a reader of the manual would see, as JSON can tell it. */
export type Chapter = (neo4j: Neo4j, place: Place) => Promise<unknown>
