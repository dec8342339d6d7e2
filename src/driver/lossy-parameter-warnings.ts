import type { CodecOptions } from '../bolt/codec.js'
import { UnwritableValueError } from '../packstream/unwritable-value.js'
import { AMBIGUOUS_TIME_WARNING } from '../types/temporal/dehydrate.js'
import type { DriverConfig } from './config.js'

/** JavaScript values that arrive as a different kind of value in the database, and what to pass instead. */
const LOSSY: ReadonlyArray<readonly [is: (value: object) => boolean, name: string, arrivesAs: string, remedy: string]> = [
  [value => value instanceof Date, 'A JavaScript Date', 'an empty map', 'neo4j.types.DateTime.fromStandardDate(date)'],
  [value => value instanceof Map, 'A Map', 'a list of pairs', 'Object.fromEntries(map)'],
  [value => ArrayBuffer.isView(value), 'A typed array such as Uint8Array', 'a list of floats', 'an Int8Array for bytes, an Int32Array or BigInt64Array for integers'],
  [value => value instanceof ArrayBuffer, 'An ArrayBuffer', 'an empty map', 'new Int8Array(buffer)'],
  [value => value instanceof RegExp, 'A RegExp', 'an empty map', 'regExp.source'],
  [value => value instanceof Promise, 'A Promise', 'an empty map', 'the value that it resolves to: await it']
]

/**
 * Detects parameters that neo4j-driver changes silently. They are sent as the same bytes, with one warning per kind in
 * the log; with `strictParameters`, they are rejected.
 */
export function lossyParameterWarnings ({ log, strictParameters }: DriverConfig): Required<Pick<CodecOptions, 'onLossy' | 'onAmbiguousTime'>> {
  const told = new Set<string>()
  const warnOnce = (text: string): void => {
    if (!told.has(text)) {
      told.add(text)
      log.warn(text)
    }
  }
  return {
    onAmbiguousTime: () => { warnOnce(AMBIGUOUS_TIME_WARNING) },
    onLossy: value => {
      const kind = LOSSY.find(([is]) => is(value))
      if (kind === undefined) return
      const [, name, arrivesAs, remedy] = kind
      const text = `${name} as a query parameter arrives as ${arrivesAs} in the database. Pass ${remedy} instead`
      if (strictParameters) throw new UnwritableValueError(`${text}.`, value)
      warnOnce(`${text}; strictParameters: true in the driver's config makes this an error.`)
    }
  }
}
