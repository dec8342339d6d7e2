import type {
  AuthToken, Config, EncryptionLevel, NotificationPosition, QueryResult, ResultObserver, SessionMode, TrustStrategy
} from './names.js'

/** Types that neo4j-driver declares as properties of its default export, for `typeof neo4j.Config`; they have no value. */
export interface TypesOfDefault {
  AuthToken: AuthToken
  Config: Config
  EncryptionLevel: EncryptionLevel
  TrustStrategy: TrustStrategy
  SessionMode: SessionMode
  QueryResult: QueryResult
  ResultObserver: ResultObserver
  NotificationPosition: NotificationPosition
}
