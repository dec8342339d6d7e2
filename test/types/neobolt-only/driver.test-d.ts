import { expectTypeOf } from 'expect-type'
import neo4j, { type Config, type Driver, type Neo4jError, type PoolStats, type ServerInfo, type SessionConfig, type TransactionConfig } from 'neobolt'

declare const driver: Driver

// Pools
expectTypeOf(driver.poolStats()).toEqualTypeOf<PoolStats>()
expectTypeOf(driver.poolStats().pools[0].address).toEqualTypeOf<string>()
expectTypeOf(driver.poolStats().totals.closed.lifetime).toEqualTypeOf<number>()
expectTypeOf<PoolStats['totals']>().not.toHaveProperty('address')
expectTypeOf<{ leakDetectionThreshold: 60_000 }>().toExtend<Config>()
expectTypeOf<{ leakDetectionThreshold: 0, signal: AbortSignal }>().toExtend<SessionConfig>()

// Signals, and work that may be done twice
expectTypeOf(driver.verifyConnectivity({ signal: AbortSignal.timeout(1000) })).toEqualTypeOf<Promise<void>>()
expectTypeOf(driver.verifyAuthentication({ auth: neo4j.auth.bearer('token'), signal: AbortSignal.timeout(1000) })).toEqualTypeOf<Promise<boolean>>()
expectTypeOf(driver.getServerInfo({ signal: AbortSignal.timeout(1000) })).toEqualTypeOf<Promise<ServerInfo>>()
expectTypeOf<{ idempotent: true, maxTransactionRetryTime: 0, signal: AbortSignal }>().toExtend<TransactionConfig>()

// Errors
declare const error: Neo4jError
expectTypeOf(error.phase).toEqualTypeOf<'queue' | 'connect' | 'begin' | 'run' | 'stream' | 'backoff' | 'commit' | undefined>()
expectTypeOf(error.outcome).toEqualTypeOf<'notSent' | 'rolledBack' | 'unknown' | undefined>()
expectTypeOf(error.poolStats).toEqualTypeOf<PoolStats | undefined>()
expectTypeOf(error.borrowers?.[0].query).toEqualTypeOf<string | undefined>()
