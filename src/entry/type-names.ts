/**
 * Types that neo4j-driver exports under names that exist at run time as well, with nothing behind them. So do we: a
 * tool that compiles file by file turns `export { Rule } from 'neobolt'` into a re-export that must find its name.
 */
export const Rule = undefined
export const Rules = undefined
export const EncapsulatedKeyRecordRepository = undefined
export const EncapsulatedKeyRecord = undefined
export const EncapsulatedKey = undefined
export const KeyEncapsulationService = undefined
export const SecretKey = undefined
export const EncryptionProfile = undefined
