import type * as Crypto from 'node:crypto'

/**
 * Loads node:crypto, which takes as long as a sixth of the driver, when a value is to be encrypted and not before. A CommonJS
 * file in the ESM build, too: only `require` gives a module at once.
 */
export function cryptoModule (): typeof Crypto {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('node:crypto')
}
