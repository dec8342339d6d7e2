import { type Neo4jError, newError } from '../error.js'
import type { EncapsulatedKeyRecordRepository } from '../types/encryption.js'

/** The code of failures that lie in keys, ciphertexts, or what the application plugged in. */
export const ENCRYPTION_FAILED = '50N42'

export function encryptionError (message: string, cause: unknown): Neo4jError {
  return newError(message, ENCRYPTION_FAILED, cause instanceof Error ? cause : new Error(String(cause)))
}

/** Calls the application's repository, and says so if it fails. */
export async function ofRepository<T> (method: keyof EncapsulatedKeyRecordRepository, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw encryptionError(`Call to EncapsulatedKeyRepository.${method} threw error, see cause`, error)
  }
}
