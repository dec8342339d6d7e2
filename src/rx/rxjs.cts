import type * as Rxjs from 'rxjs'

/**
 * Loads rxjs, some 200 modules, when a reactive session is used and not before. A CommonJS file in the ESM build, too:
 * only `require` gives a module at once.
 */
export function rxjs (): typeof Rxjs {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('rxjs')
}
