import type * as Rxjs from 'rxjs'

/**
 * Loads rxjs, about 200 modules, only when a reactive session is used. It is a CommonJS file in the ESM build too, because
 * only `require` loads a module synchronously.
 */
export function rxjs (): typeof Rxjs {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('rxjs')
}
