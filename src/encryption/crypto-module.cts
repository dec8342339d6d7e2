import type * as Crypto from 'node:crypto'

/**
 * Loads node:crypto, which takes a sixth of the time of loading the driver, only when a value is encrypted. It is a CommonJS
 * file in the ESM build too, because only `require` loads a module synchronously.
 */
export function cryptoModule (): typeof Crypto {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('node:crypto')
}
