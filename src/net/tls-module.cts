import type * as Tls from 'node:tls'

/**
 * Loads node:tls, and with it all of OpenSSL's bindings, when a connection is to be encrypted and not before. A
 * CommonJS file in the ESM build, too: only `require` gives a module at once.
 */
export function tlsModule (): typeof Tls {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('node:tls')
}
