/**
 * Types that neo4j-driver exports under names that also exist at run time, without a value. This package does the same: a
 * tool that compiles file by file turns `export { Rule } from 'neobolt'` into a re-export, which must find its name.
 */
export const Rule = undefined
export const Rules = undefined
export const EncapsulatedKeyRecordRepository = undefined
export const EncapsulatedKeyRecord = undefined
export const EncapsulatedKey = undefined
export const KeyEncapsulationService = undefined
export const SecretKey = undefined
export const EncryptionProfile = undefined
