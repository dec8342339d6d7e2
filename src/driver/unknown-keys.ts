import type { Config } from './options.js'
import { shorten } from '../text.js'

/** A record, so that the compiler requires every key of {@link Config}. */
const known: Readonly<Record<keyof Config, true>> = {
  encrypted: true,
  trust: true,
  trustedCertificates: true,
  fetchSize: true,
  maxConnectionPoolSize: true,
  maxTransactionRetryTime: true,
  maxConnectionLifetime: true,
  connectionAcquisitionTimeout: true,
  connectionLivenessCheckTimeout: true,
  connectionTimeout: true,
  leakDetectionThreshold: true,
  disableAutoCommitRetries: true,
  disableLosslessIntegers: true,
  useBigInt: true,
  notificationFilter: true,
  logging: true,
  resolver: true,
  userAgent: true,
  telemetryDisabled: true,
  clientCertificate: true,
  encryptionProfiles: true,
  strictParameters: true,
  hydrationHooks: true,
  dehydrationHooks: true,
  tracing: true
}

/** neo4j-driver adds this key to the user's object, which may be reused here. */
const silentlyIgnored: ReadonlySet<string> = new Set(['boltAgent'])

/** A warning about all keys without effect, each with the most similar known key; undefined if there are none. */
export function unknownKeysWarning (config: object): string | undefined {
  const unknown = Object.keys(config).filter(key => !Object.hasOwn(known, key) && !silentlyIgnored.has(key))
  if (unknown.length === 0) {
    return undefined
  }
  const hints = unknown.map(hint)
  return `Unknown driver config ${unknown.length === 1 ? 'key has' : 'keys have'} no effect: ${hints.join(', ')}`
}

/** Longer keys are not treated as misspelled. */
const LONGEST_MISSPELT = 60

function hint (key: string): string {
  return `"${shorten(key)}"` + (key.length > LONGEST_MISSPELT ? '' : ` (did you mean "${nearest(key)}"?)`)
}

function nearest (key: string): string {
  const distances = Object.keys(known).map(name => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) }))
  return distances.reduce((best, next) => next.distance < best.distance ? next : best).name
}

/** The Levenshtein distance: the number of insertions, deletions and replacements. */
function editDistance (a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 0; i < a.length; i++) {
    const next = [i + 1]
    for (let j = 0; j < b.length; j++) {
      next.push(Math.min(next[j] + 1, row[j + 1] + 1, row[j] + (a[i] === b[j] ? 0 : 1)))
    }
    row = next
  }
  return row[b.length]
}
