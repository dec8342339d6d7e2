import { randomUUID } from 'node:crypto'
import type { EncapsulatedKeyRecord, EncapsulatedKeyRecordRepository } from '../../src/lite.js'

interface Stored {
  id: string
  alias: string | undefined
  encapsulation: Int8Array
  metadata: Record<string, string>
}

/** A repository as an application would write it, which counts how often it is asked. */
export class MemoryRepository implements EncapsulatedKeyRecordRepository {
  readonly stored: Stored[] = []
  readonly calls: string[] = []

  findById = async (id: string): Promise<EncapsulatedKeyRecord> => {
    this.calls.push(`findById ${id}`)
    return recordOf(this.stored.find(key => key.id === id))
  }

  findByAlias = async (alias: string): Promise<EncapsulatedKeyRecord> => {
    this.calls.push(`findByAlias ${alias}`)
    return recordOf(this.stored.find(key => key.alias === alias))
  }

  create = async (alias: string, encapsulation: Int8Array, metadata: Record<string, string>): Promise<EncapsulatedKeyRecord> => {
    const key = { id: randomUUID(), alias, encapsulation, metadata }
    this.stored.push(key)
    return recordOf(key)
  }

  setAliasById = async (id: string, alias: string | undefined): Promise<void> => {
    const key = this.stored.find(key => key.id === id)
    if (key === undefined) throw new Error(`no key ${id}`)
    key.alias = alias
  }

  deleteById = async (id: string): Promise<void> => {
    this.stored.splice(this.stored.findIndex(key => key.id === id), 1)
  }
}

/** Methods that need their `this`, as those of a class do. */
class StoredRecord implements EncapsulatedKeyRecord {
  readonly #key: Stored
  constructor (key: Stored) { this.#key = { ...key } }
  id (): string { return this.#key.id }
  alias (): string | undefined { return this.#key.alias }
  encapsulation (): Int8Array { return this.#key.encapsulation }
  metadata (): Record<string, string> { return this.#key.metadata }
}

function recordOf (key: Stored | undefined): EncapsulatedKeyRecord {
  return (key && new StoredRecord(key)) as EncapsulatedKeyRecord
}
