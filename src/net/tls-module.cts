import type * as Tls from 'node:tls'

/**
 * Loads node:tls, and with it OpenSSL's bindings, only when a connection is encrypted. It is a CommonJS file in the ESM
 * build too, because only `require` loads a module synchronously.
 */
export function tlsModule (): typeof Tls {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('node:tls')
}
