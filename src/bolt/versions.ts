/**
 * What one version of Bolt can do. Everything that differs between versions is asked for here by name:
 * no other file compares version numbers.
 */
export interface Capabilities {
  readonly major: number
  readonly minor: number
  /** 4.0: a database can be named. */
  readonly multiDb: boolean
  /** 4.0: PULL and DISCARD take a number of records and a query id. */
  readonly pullN: boolean
  /** 4.1: HELLO carries the routing context, so that the server may route by itself. */
  readonly routingContext: boolean
  /** How routing tables are asked for: by two procedures, or by ROUTE with a name (4.3) or a map (4.4). */
  readonly route: 'procedure3' | 'procedure4' | 'name' | 'map'
  /** 4.3: HELLO may offer the UTC patch for date-times; from 5.0 on, date-times are always UTC. */
  readonly utcPatch: boolean
  readonly utc: boolean
  /** 4.4: queries may run as another user. */
  readonly impersonation: boolean
  /** 5.0: nodes and relationships carry element ids. */
  readonly elementId: boolean
  /**
   * 5.0: RESET must not come before BEGIN, COMMIT and ROLLBACK are answered, or the server closes the connection. Older servers may
   * keep these answers until the work behind is done, which is what RESET is to end.
   */
  readonly resetAfterBegin: boolean
  /** 5.1: LOGON and LOGOFF are messages of their own. */
  readonly logon: boolean
  /** 5.2: notifications can be filtered, by category; 5.5 calls it classification. */
  readonly notificationFilter: false | 'category' | 'classification'
  /** 5.3: HELLO carries the bolt agent. */
  readonly boltAgent: boolean
  /** 5.4: TELEMETRY. */
  readonly telemetry: boolean
  /** 5.7: failures are described by GQL statuses. */
  readonly gqlErrors: boolean
  /** 5.8: the server names the home database in its answer to BEGIN and RUN. */
  readonly homeDb: boolean
  /** 6.0: vectors. */
  readonly vector: boolean
  /** 6.0: the server has something to send in place of a value that the connection can't carry. */
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

/** Every version that we speak, oldest first, with what it adds to the one before. 5.5 was never released. */
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

/** What a version can do; undefined for versions that we don't speak. */
export function capabilitiesOf (major: number, minor: number): Capabilities | undefined {
  return TABLE.find(row => row.major === major && row.minor === minor)
}

/** The same connection after the server has agreed to the UTC patch in its answer to HELLO. */
export function withUtcPatch (capabilities: Capabilities): Capabilities {
  return PATCHED.get(capabilities) ?? capabilities
}

/** Versions spoken, newest first, as `[major, minor]`. */
export const SPOKEN_VERSIONS: ReadonlyArray<readonly [number, number]> =
  ROWS.map(([major, minor]) => [major, minor] as const).reverse()

/** Versions from the newest to the oldest minor of one major. */
interface VersionRange {
  readonly major: number
  readonly newest: number
  readonly oldest: number
}

/** Servers of this and newer majors list their own versions in the handshake: the manifest came with Bolt 5.7. */
const FIRST_MAJOR_WITH_MANIFEST = 6

/** What servers without a manifest are offered, newest first: one range per major. */
export const RANGES_WITHOUT_MANIFEST: readonly VersionRange[] =
  rangesOf((range, major) => range.major === major).filter(({ major }) => major < FIRST_MAJOR_WITH_MANIFEST)

/** The versions spoken, for errors: `3.0, 4.0 to 4.4, …`. */
export const SPOKEN_TEXT = rangesOf((range, major, minor) => range.major === major && range.newest === minor - 1).reverse()
  .map(({ major, newest, oldest }) => newest === oldest ? `${major}.${newest}` : `${major}.${oldest} to ${major}.${newest}`).join(', ')

/** Joins versions to ranges, newest first: a version belongs to the range of the one before if `continues` says so. */
function rangesOf (continues: (range: VersionRange, major: number, minor: number) => boolean): VersionRange[] {
  return ROWS.reduce<VersionRange[]>(([range, ...older], [major, minor]) => {
    if (range === undefined) return [{ major, newest: minor, oldest: minor }]
    return continues(range, major, minor)
      ? [{ ...range, newest: minor }, ...older]
      : [{ major, newest: minor, oldest: minor }, range, ...older]
  }, [])
}
