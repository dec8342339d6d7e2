// Marker bytes of PackStream: specification page "PackStream", tables of markers by type.
export const TINY_STRING = 0x80
export const TINY_LIST = 0x90
export const TINY_MAP = 0xa0
export const TINY_STRUCT = 0xb0
export const NULL = 0xc0
export const FLOAT_64 = 0xc1
export const FALSE = 0xc2
export const TRUE = 0xc3
export const INT_8 = 0xc8
export const INT_16 = 0xc9
export const INT_32 = 0xca
export const INT_64 = 0xcb
export const BYTES_8 = 0xcc
export const BYTES_16 = 0xcd
export const BYTES_32 = 0xce
export const STRING_8 = 0xd0
/** The marker and the size of a string of 16 to 255 bytes. */
export const STRING_8_HEADER = 2
export const STRING_16 = 0xd1
export const STRING_32 = 0xd2
export const LIST_8 = 0xd4
export const LIST_16 = 0xd5
export const LIST_32 = 0xd6
export const MAP_8 = 0xd8
export const MAP_16 = 0xd9
export const MAP_32 = 0xda
export const STRUCT_8 = 0xdc
export const STRUCT_16 = 0xdd
/** Bolt 6.1 only: sixteen bytes follow. */
export const UUID_16 = 0xe0

export function isMap (byte: number): boolean {
  return (byte >= TINY_MAP && byte < TINY_STRUCT) || (byte >= MAP_8 && byte <= MAP_32)
}

export function isBytes (byte: number): boolean {
  return byte >= BYTES_8 && byte <= BYTES_32
}

/**
 * How deep lists, maps and structures may be nested, in both directions. Far more than a query can build, and far less
 * than the call stack can hold.
 */
export const MAX_NESTING = 2000
