import { integerModeOf } from '../driver/config.js'
import { Driver as CoreDriver } from '../driver/driver.js'
import type { DriverParts } from '../driver/driver-core.js'
import { EncryptionService } from '../encryption/index.js'

/**
 * The driver of one Neo4j database management system: its connections and what it knows of its servers. Make one for
 * each, share it, and close it at the end.
 */
export class Driver extends CoreDriver {
  /** Client-side encryption of properties with the profiles of the driver's config. */
  readonly encryption: EncryptionService

  /** @internal Drivers come from `neo4j.driver()`. */
  constructor (parts: DriverParts) {
    super(parts)
    this.encryption = new EncryptionService(integerModeOf(parts.config), parts.config.encryptionProfiles)
  }
}
