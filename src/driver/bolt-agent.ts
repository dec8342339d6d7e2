import { platform, release } from 'node:os'
import type { BoltAgent } from '../bolt/bolt-agent.js'
import { version } from '../version.js'

/** Name and version of this driver, as user agent and as product. */
export const product = `neobolt/${version}`

/** Describes this driver and the machine that it runs on. */
export function boltAgent (): BoltAgent {
  return {
    product,
    platform: `${platform()} ${release()}; ${process.arch}`,
    languageDetails: `Node/${process.versions.node} (v8 ${process.versions.v8})`
  }
}
