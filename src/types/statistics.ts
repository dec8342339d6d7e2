import { isMap, numberOf } from './metadata.js'

/** The number of changes that a query made, by kind. */
export interface Stats {
  nodesCreated: number
  nodesDeleted: number
  relationshipsCreated: number
  relationshipsDeleted: number
  propertiesSet: number
  labelsAdded: number
  labelsRemoved: number
  indexesAdded: number
  indexesRemoved: number
  constraintsAdded: number
  constraintsRemoved: number
  [key: string]: number
}

/** The names of the counters in Bolt and in {@link Stats}. */
const counterNames: ReadonlyMap<string, keyof Stats> = new Map(Object.entries({
  'nodes-created': 'nodesCreated',
  'nodes-deleted': 'nodesDeleted',
  'relationships-created': 'relationshipsCreated',
  'relationships-deleted': 'relationshipsDeleted',
  'properties-set': 'propertiesSet',
  'labels-added': 'labelsAdded',
  'labels-removed': 'labelsRemoved',
  'indexes-added': 'indexesAdded',
  'indexes-removed': 'indexesRemoved',
  'constraints-added': 'constraintsAdded',
  'constraints-removed': 'constraintsRemoved'
}))

const nothingChanged: Readonly<Stats> = Object.freeze(zeros())

/** The changes that a query made. */
export class QueryStatistics {
  private readonly _stats: Readonly<Stats>
  private readonly _systemUpdates: number
  private declare readonly _containsSystemUpdates?: boolean
  private declare readonly _containsUpdates?: boolean

  constructor (statistics?: any) {
    this._stats = nothingChanged
    this._systemUpdates = 0
    if (isMap(statistics)) {
      this.#read(statistics)
    }
  }

  /** Whether the query changed anything in its database. */
  containsUpdates (): boolean {
    return this._containsUpdates ?? Object.values(this._stats).some(count => count > 0)
  }

  /** The counters, frozen. */
  updates (): Stats {
    return this._stats
  }

  /** Whether the query changed the system database. */
  containsSystemUpdates (): boolean {
    return this._containsSystemUpdates ?? this._systemUpdates > 0
  }

  /** The number of changes that the query made to the system database. */
  systemUpdates (): number {
    return this._systemUpdates
  }

  #read (statistics: Record<string, unknown>): void {
    const fields = this as unknown as Record<string, unknown>
    const stats = zeros()
    for (const key of Object.keys(statistics)) {
      const name = counterNames.get(key)
      if (name !== undefined) {
        stats[name] = numberOf(statistics[key]) ?? 0
      } else if (key === 'system-updates') {
        fields._systemUpdates = numberOf(statistics[key]) ?? 0
      } else if (key === 'contains-system-updates') {
        fields._containsSystemUpdates = statistics[key] === true
      } else if (key === 'contains-updates') {
        fields._containsUpdates = statistics[key] === true
      }
    }
    fields._stats = Object.freeze(stats)
  }
}

function zeros (): Stats {
  return {
    nodesCreated: 0,
    nodesDeleted: 0,
    relationshipsCreated: 0,
    relationshipsDeleted: 0,
    propertiesSet: 0,
    labelsAdded: 0,
    labelsRemoved: 0,
    indexesAdded: 0,
    indexesRemoved: 0,
    constraintsAdded: 0,
    constraintsRemoved: 0
  }
}
