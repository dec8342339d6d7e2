/**
 * What one version of Bolt supports. Every difference between versions has a name here: no other file compares version
 * numbers.
 */
export interface Capabilities {
  readonly major: number
  readonly minor: number
  /** 4.0: a database can be selected. */
  readonly multiDb: boolean
  /** 4.0: PULL and DISCARD take a number of records and a query id. */
  readonly pullN: boolean
  /** 4.1: HELLO carries the routing context, so that the server can route by itself. */
  readonly routingContext: boolean
  /** How routing tables are requested: by one of two procedures, or by ROUTE with a name (4.3) or a map (4.4). */
  readonly route: 'procedure3' | 'procedure4' | 'name' | 'map'
  /** 4.3: HELLO may offer the UTC patch for date-times; since 5.0, date-times are always UTC. */
  readonly utcPatch: boolean
  readonly utc: boolean
  /** 4.4: queries may run as another user. */
  readonly impersonation: boolean
  /** 5.0: nodes and relationships carry element ids. */
  readonly elementId: boolean
  /**
   * 5.0: RESET must not be sent before BEGIN, COMMIT and ROLLBACK are answered, or the server closes the connection. Older servers
   * may delay these responses until the work that RESET should abort is done.
   */
  readonly resetAfterBegin: boolean
  /** 5.1: LOGON and LOGOFF are separate messages. */
  readonly logon: boolean
  /** 5.2: notifications can be filtered, by category; 5.5 calls it classification. */
  readonly notificationFilter: false | 'category' | 'classification'
  /** 5.3: HELLO carries the bolt agent. */
  readonly boltAgent: boolean
  /** 5.4: TELEMETRY. */
  readonly telemetry: boolean
  /** 5.7: failures have a GQL status. */
  readonly gqlErrors: boolean
  /** 5.8: the server names the home database in its response to BEGIN and RUN. */
  readonly homeDb: boolean
  /** 6.0: vectors. */
  readonly vector: boolean
  /** 6.0: the server sends a replacement for a value that the connection cannot carry. */
  readonly unsupportedType: boolean
  /** 6.1: UUIDs. */
  readonly uuid: boolean
}

type Row = readonly [major: number, minor: number, adds: Partial<Capabilities>]

const BASE: Capabilities = {
  major: 3,
  minor: 0,
  multiDb: false,
  pullN: false,
  routingContext: false,
  route: 'procedure3',
  utcPatch: false,
  utc: false,
  impersonation: false,
  elementId: false,
  resetAfterBegin: false,
  logon: false,
  notificationFilter: false,
  boltAgent: false,
  telemetry: false,
  gqlErrors: false,
  homeDb: false,
  vector: false,
  unsupportedType: false,
  uuid: false
}

/** Every supported version, oldest first, with what it adds to the previous one. 5.5 was never released. */
const ROWS: readonly Row[] = [
  [3, 0, {}],
  [4, 0, { multiDb: true, pullN: true, route: 'procedure4' }],
  [4, 1, { routingContext: true }],
  [4, 2, {}],
  [4, 3, { route: 'name', utcPatch: true }],
  [4, 4, { route: 'map', impersonation: true }],
  [5, 0, { utcPatch: false, utc: true, elementId: true, resetAfterBegin: true }],
  [5, 1, { logon: true }],
  [5, 2, { notificationFilter: 'category' }],
  [5, 3, { boltAgent: true }],
  [5, 4, { telemetry: true }],
  [5, 6, { notificationFilter: 'classification' }],
  [5, 7, { gqlErrors: true }],
  [5, 8, { homeDb: true }],
  [6, 0, { vector: true, unsupportedType: true }],
  [6, 1, { uuid: true }]
]

const TABLE: readonly Capabilities[] = ROWS.reduce<Capabilities[]>((table, [major, minor, adds]) => {
  const before = table[table.length - 1] ?? BASE
  table.push(Object.freeze({ ...before, ...adds, major, minor }))
  return table
}, [])

const PATCHED: ReadonlyMap<Capabilities, Capabilities> =
  new Map(TABLE.filter(row => row.utcPatch).map(row => [row, Object.freeze({ ...row, utc: true })]))

/** The capabilities of a version; undefined for unsupported versions. */
export function capabilitiesOf (major: number, minor: number): Capabilities | undefined {
  return TABLE.find(row => row.major === major && row.minor === minor)
}

/** The capabilities after the server has accepted the UTC patch in its response to HELLO. */
export function withUtcPatch (capabilities: Capabilities): Capabilities {
  return PATCHED.get(capabilities) ?? capabilities
}

/** The supported versions, newest first, as `[major, minor]`. */
export const SPOKEN_VERSIONS: ReadonlyArray<readonly [number, number]> =
  ROWS.map(([major, minor]) => [major, minor] as const).reverse()

/** Consecutive minor versions of one major version. */
interface VersionRange {
  readonly major: number
  readonly newest: number
  readonly oldest: number
}

/** Servers with this or a newer major version list their versions in the handshake: the manifest was added in Bolt 5.7. */
const FIRST_MAJOR_WITH_MANIFEST = 6

/** The offer to servers without a manifest, newest first: one range per major version. */
export const RANGES_WITHOUT_MANIFEST: readonly VersionRange[] =
  rangesOf((range, major) => range.major === major).filter(({ major }) => major < FIRST_MAJOR_WITH_MANIFEST)

/** The supported versions, for errors: `3.0, 4.0 to 4.4, …`. */
export const SPOKEN_TEXT = rangesOf((range, major, minor) => range.major === major && range.newest === minor - 1).reverse()
  .map(({ major, newest, oldest }) => newest === oldest ? `${major}.${newest}` : `${major}.${oldest} to ${major}.${newest}`).join(', ')

/** Merges versions into ranges, newest first: a version extends the previous range if `continues` returns true. */
function rangesOf (continues: (range: VersionRange, major: number, minor: number) => boolean): VersionRange[] {
  return ROWS.reduce<VersionRange[]>(([range, ...older], [major, minor]) => {
    if (range === undefined) return [{ major, newest: minor, oldest: minor }]
    return continues(range, major, minor)
      ? [{ ...range, newest: minor }, ...older]
      : [{ major, newest: minor, oldest: minor }, range, ...older]
  }, [])
}
