import { isError, type Neo4jError, newError } from '../error.js'
import type { EncapsulatedKeyRecordRepository, KeyEncapsulationService } from '../types/encryption.js'

/** The code of failures that lie in keys, ciphertexts, or what the application plugged in. */
export const ENCRYPTION_FAILED = '50N42'

export function encryptionError (message: string, cause: unknown): Neo4jError {
  return newError(message, ENCRYPTION_FAILED, asError(cause))
}

/** Calls the application's repository, and says so if it fails. */
export async function ofRepository<T> (method: keyof EncapsulatedKeyRecordRepository, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw encryptionError(`Call to EncapsulatedKeyRepository.${method} threw error, see cause`, error)
  }
}

/** Calls the key encapsulation service. Its Errors pass as they are; what is none becomes one that says where it came from. */
export async function ofService<T> (method: keyof KeyEncapsulationService, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw isError(error) ? error : encryptionError(`Call to KeyEncapsulationService.${method} threw error, see cause`, error)
  }
}

/** Throwing anything but an Error or a string is a mistake. What it was is not told: it may hold keys. */
function asError (thrown: unknown): Error {
  if (isError(thrown)) return thrown
  return new Error(typeof thrown === 'string' ? thrown : `${kindOf(thrown)} was thrown instead of an Error`)
}

/** @throws TypeError that tells the type of `value` only: it may be a key, or a value to be encrypted */
export function assertIsObject (value: unknown, name: string): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new TypeError(`${name} expected to be an object but was: ${kindOf(value)}`)
  }
}

/** What a value is, without any of its content. */
export function kindOf (value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object'
  return `a ${typeof value}`
}
