import type { SessionConfig } from '../driver/session-config.js'
import { RxSession } from '../rx/session.js'
import { Session } from '../session/session.js'
import { Driver as DriverWithoutRx } from './driver.js'

/** A driver that can also open reactive sessions. */
export class Driver extends DriverWithoutRx {
  /**
   * Like {@link session}, but the session's work runs when its observables are subscribed to. Requires the package `rxjs`.
   * @param sessionConfig see {@link SessionConfig}
   * @throws TypeError or Neo4jError if the config is invalid
   */
  rxSession (sessionConfig: SessionConfig = {}): RxSession {
    return new RxSession({ session: new Session(this._core.sessionParts(sessionConfig)) })
  }
}
