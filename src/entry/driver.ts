import { integerModeOf } from '../driver/config.js'
import { Driver as CoreDriver } from '../driver/driver.js'
import type { DriverParts } from '../driver/driver-core.js'
import { EncryptionService } from '../encryption/index.js'

/**
 * A driver for one Neo4j DBMS (a server or a cluster), with its connections and routing tables. Make one per DBMS, share it,
 * and close it at the end.
 */
export class Driver extends CoreDriver {
  /** Client-side encryption of properties, with the encryption profiles of the driver's config. */
  readonly encryption: EncryptionService

  /** @internal `neo4j.driver()` makes drivers. */
  constructor (parts: DriverParts) {
    super(parts)
    this.encryption = new EncryptionService(integerModeOf(parts.config), parts.config.encryptionProfiles)
  }
}
