import { expectTypeOf } from 'expect-type'
import neo4j, {
  type AuthToken, type AuthTokenManager, type BookmarkManager, type Config, type Driver, type Neo4jError, type ServerInfo, type Session, type SessionConfig
} from 'neobolt'

// Ways to make a driver
expectTypeOf(neo4j.driver('bolt://localhost')).toEqualTypeOf<Driver>()
expectTypeOf(neo4j.driver('neo4j://localhost', neo4j.auth.basic('neo4j', 'secret', 'realm'))).toEqualTypeOf<Driver>()
expectTypeOf(neo4j.driver('neo4j+s://localhost', { scheme: 'basic', principal: 'neo4j', credentials: 'secret' })).toEqualTypeOf<Driver>()
expectTypeOf(neo4j.auth.bearer('token')).toEqualTypeOf<AuthToken>()
expectTypeOf(neo4j.auth.kerberos('ticket')).toEqualTypeOf<AuthToken>()
expectTypeOf(neo4j.auth.custom('me', 'secret', 'realm', 'scheme', { a: 1 })).toEqualTypeOf<AuthToken>()
const tokenManager = neo4j.authTokenManagers.basic({ tokenProvider: async () => neo4j.auth.basic('neo4j', 'secret') })
expectTypeOf(tokenManager).toEqualTypeOf<AuthTokenManager>()
expectTypeOf(neo4j.driver('bolt://localhost', tokenManager)).toEqualTypeOf<Driver>()

// Every key of the configuration
const config = {
  encrypted: 'ENCRYPTION_ON' as const,
  trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES' as const,
  trustedCertificates: ['ca.pem'],
  fetchSize: 1_000,
  maxConnectionPoolSize: 100,
  maxTransactionRetryTime: 30_000,
  maxConnectionLifetime: 3_600_000,
  connectionAcquisitionTimeout: 60_000,
  connectionLivenessCheckTimeout: 0,
  connectionTimeout: 30_000,
  disableAutoCommitRetries: false,
  disableLosslessIntegers: true,
  useBigInt: false,
  logging: neo4j.logging.console('debug'),
  resolver: async (address: string) => [address],
  userAgent: 'app/1.0',
  telemetryDisabled: true,
  notificationFilter: {
    minimumSeverityLevel: neo4j.notificationFilterMinimumSeverityLevel.WARNING,
    disabledCategories: [neo4j.notificationFilterDisabledCategory.HINT]
  },
  clientCertificate: { certfile: 'client.pem', keyfile: 'client.key', password: 'secret' }
}
expectTypeOf(config).toExtend<Config>()
expectTypeOf(neo4j.driver('bolt://localhost', undefined, config)).toEqualTypeOf<Driver>()
expectTypeOf<{ encrypted: boolean }>().toExtend<Config>()
expectTypeOf<{ logging: { level: 'info', logger: (level: string, message: string) => void } }>().toExtend<Config>()

// The driver
declare const driver: Driver
expectTypeOf(driver.session()).toEqualTypeOf<Session>()
expectTypeOf(driver.verifyConnectivity()).toEqualTypeOf<Promise<void>>()
expectTypeOf(driver.verifyConnectivity({ database: 'neo4j' })).toEqualTypeOf<Promise<void>>()
expectTypeOf(driver.verifyAuthentication({ auth: neo4j.auth.bearer('token') })).toEqualTypeOf<Promise<boolean>>()
expectTypeOf(driver.getServerInfo()).toEqualTypeOf<Promise<ServerInfo>>()
expectTypeOf(driver.supportsMultiDb()).toEqualTypeOf<Promise<boolean>>()
expectTypeOf(driver.supportsTransactionConfig()).toEqualTypeOf<Promise<boolean>>()
expectTypeOf(driver.supportsUserImpersonation()).toEqualTypeOf<Promise<boolean>>()
expectTypeOf(driver.supportsSessionAuth()).toEqualTypeOf<Promise<boolean>>()
expectTypeOf(driver.isEncrypted()).toEqualTypeOf<boolean>()
expectTypeOf(driver.close()).toEqualTypeOf<Promise<void>>()
expectTypeOf(driver[Symbol.asyncDispose]()).toEqualTypeOf<Promise<void>>()
expectTypeOf(driver.executeQueryBookmarkManager).toEqualTypeOf<BookmarkManager>()
expectTypeOf(neo4j.hasReachableServer('bolt://localhost')).toEqualTypeOf<Promise<true>>()

// Sessions
const sessionConfig = {
  defaultAccessMode: neo4j.session.READ,
  bookmarks: ['a', 'b'],
  database: 'neo4j',
  impersonatedUser: 'someone',
  fetchSize: 10,
  bookmarkManager: neo4j.bookmarkManager({ initialBookmarks: ['a'] }),
  auth: neo4j.auth.basic('neo4j', 'secret'),
  disableAutoCommitRetries: true
}
expectTypeOf(sessionConfig).toExtend<SessionConfig>()
expectTypeOf(driver.session(sessionConfig)).toEqualTypeOf<Session>()
expectTypeOf(driver.session({ bookmarks: 'a' }).close()).toEqualTypeOf<Promise<void>>()
expectTypeOf(driver.executeQuery('RETURN 1', { a: 1 }, {
  routing: neo4j.routing.READ,
  database: 'neo4j',
  impersonatedUser: 'someone',
  bookmarkManager: null,
  transactionConfig: { timeout: 10, metadata: {} },
  auth: neo4j.auth.bearer('token'),
  signal: new AbortController().signal
})).toExtend<Promise<{ keys: string[] }>>()

// Errors
declare const error: Neo4jError
expectTypeOf(error.code).toEqualTypeOf<string>()
expectTypeOf(error.gqlStatus).toEqualTypeOf<string>()
expectTypeOf(error.retriable).toEqualTypeOf<boolean>()
expectTypeOf(error).toExtend<Error>()
expectTypeOf(neo4j.isRetriableError(error)).toEqualTypeOf<boolean>()
