import { PROTOCOL_ERROR } from '../../error-codes.js'
import { newError } from '../../error.js'
import type { PackStreamReader } from '../../packstream/reader.js'
import { UnwritableValueError } from '../../packstream/unwritable-value.js'
import { isUnsupportedType, UnsupportedType } from '../../types/unsupported.js'
import { assertSize, type Family, writing } from './family.js'

export const UNSUPPORTED_TYPE = 0x3f

/** Bolt 6.0: replaces a value that the version of the connection cannot carry. */
export const unsupported: Family = {
  readings: caps => caps.unsupportedType ? [[UNSUPPORTED_TYPE, readUnsupportedType]] : [],
  writings: () => [writing(isUnsupportedType, (_, value) => {
    throw new UnwritableValueError('UnsupportedType object can not be transmitted', value)
  })]
}

function readUnsupportedType (reader: PackStreamReader, size: number): unknown {
  assertSize('UnsupportedType', size, 4)
  return new UnsupportedType(reader.readString(), reader.readNumber(), reader.readNumber(), messageIn(reader.readMap()))
}

function messageIn ({ message }: Record<string, unknown>): string | undefined {
  if (message != null && typeof message !== 'string') {
    throw newError('The server sent a value of an unsupported type whose message is not a string.', PROTOCOL_ERROR)
  }
  return message ?? undefined
}
