import { markAsInner } from '../core.js'
import { newError } from '../error.js'
import type { EncapsulatedKeyRecord, EncapsulatedKeyRecordRepository } from '../types/encryption.js'
import type { ExpiringCache } from './expiring-cache.js'
import { kindOf, ofRepository } from './failure.js'

/** Looks up encapsulated keys and caches them. */
export class KnownKeys {
  readonly #keys: ExpiringCache<EncapsulatedKeyRecord>
  /** Alias → id. */
  readonly #aliases: ExpiringCache<string>

  constructor (keys: ExpiringCache<EncapsulatedKeyRecord>, aliases: ExpiringCache<string>) {
    this.#keys = keys
    this.#aliases = aliases
  }

  async findById (repository: EncapsulatedKeyRecordRepository, id: string): Promise<EncapsulatedKeyRecord | undefined> {
    const remembered = this.#keys.get(id)
    if (remembered !== undefined) return remembered
    const lookUp = this.#keys.lookUp()
    const found = await ofRepository('findById', async () => recordOf(await repository.findById(id)))
    // Under a different id, it would stay in the cache after the key is deleted.
    if (found?.id === id) this.#keys.set(id, found.record, lookUp)
    return found?.record
  }

  async findByAlias (repository: EncapsulatedKeyRecordRepository, alias: string): Promise<EncapsulatedKeyRecord | undefined> {
    const id = this.#aliases.get(alias)
    const remembered = id === undefined ? undefined : await this.findById(repository, id)
    if (remembered !== undefined) return remembered
    // The alias is not cached, or its key was deleted without this profile's knowledge: another key may have the alias now.
    const [lookUp, aliasLookUp] = [this.#keys.lookUp(), this.#aliases.lookUp()]
    const found = await ofRepository('findByAlias', async () => recordOf(await repository.findByAlias(alias)))
    if (found === undefined) return undefined
    this.#aliases.set(alias, found.id, aliasLookUp)
    this.#keys.set(found.id, found.record, lookUp)
    return found.record
  }

  forgetKey (id: string): void {
    this.#keys.delete(id)
    this.#aliases.deleteValue(id)
  }

  forgetAlias (alias: string): void {
    this.#aliases.delete(alias)
  }
}

markAsInner(KnownKeys.prototype)

/** A record from a repository, with its id. @throws Error if it is not a record */
function recordOf (record: Partial<EncapsulatedKeyRecord> | null | undefined): { id: string, record: EncapsulatedKeyRecord } | undefined {
  if (record == null) return undefined
  if (typeof record.id !== 'function' || typeof record.encapsulation !== 'function' || typeof record.metadata !== 'function') {
    throw newError(`The record of a key must have the methods id(), alias(), encapsulation() and metadata(), but the repository returned ${kindOf(record)} without them`)
  }
  const id: unknown = record.id()
  if (typeof id !== 'string') {
    throw newError(`The id of a key must be a string, but the repository returned ${kindOf(id)}`)
  }
  return { id, record: record as EncapsulatedKeyRecord }
}
