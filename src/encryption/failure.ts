import { isError, type Neo4jError, newError } from '../error.js'
import type { EncapsulatedKeyRecordRepository, KeyEncapsulationService } from '../types/encryption.js'

/** The code of failures caused by keys, ciphertexts or the application's services. */
export const ENCRYPTION_FAILED = '50N42'

export function encryptionError (message: string, cause: unknown): Neo4jError {
  return newError(message, ENCRYPTION_FAILED, asError(cause))
}

/** Calls the application's repository. An error says that the repository failed. */
export async function ofRepository<T> (method: keyof EncapsulatedKeyRecordRepository, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw encryptionError(`Call to EncapsulatedKeyRepository.${method} threw error, see cause`, error)
  }
}

/** Calls the key encapsulation service. Its Errors are passed on; anything else is wrapped in an Error that names the source. */
export async function ofService<T> (method: keyof KeyEncapsulationService, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw isError(error) ? error : encryptionError(`Call to KeyEncapsulationService.${method} threw error, see cause`, error)
  }
}

/** Converts a thrown value to an Error. A value other than an Error or a string is not shown: it may contain keys. */
function asError (thrown: unknown): Error {
  if (isError(thrown)) return thrown
  return new Error(typeof thrown === 'string' ? thrown : `${kindOf(thrown)} was thrown instead of an Error`)
}

/** @throws TypeError that shows only the type of `value`: it may be a key, or a value to be encrypted */
export function assertIsObject (value: unknown, name: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${name} expected to be an object but was: ${kindOf(value)}`)
  }
}

/** The kind of a value, without its content. */
export function kindOf (value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object'
  return `a ${typeof value}`
}
