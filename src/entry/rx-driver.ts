import type { SessionConfig } from '../driver/session-config.js'
import { RxSession } from '../rx/session.js'
import { Session } from '../session/session.js'
import { Driver as DriverWithoutRx } from './driver.js'

/** A driver that opens reactive sessions, too. */
export class Driver extends DriverWithoutRx {
  /** Like {@link session}, for work that is described now and done when it is subscribed to. Needs rxjs. */
  rxSession (sessionConfig: SessionConfig = {}): RxSession {
    return new RxSession({ session: new Session(this._core.sessionParts(sessionConfig)) })
  }
}
