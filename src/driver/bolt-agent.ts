import { platform, release } from 'node:os'
import type { BoltAgent } from '../bolt/bolt-agent.js'
import { version } from '../version.js'

/** The name and version of this driver, used as user agent and as product. */
export const product = `neobolt/${version}`

/** Describes this driver and the system it runs on. */
export function boltAgent (): BoltAgent {
  return {
    product,
    platform: `${platform()} ${release()}; ${process.arch}`,
    languageDetails: `Node/${process.versions.node} (v8 ${process.versions.v8})`
  }
}
