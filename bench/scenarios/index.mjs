import { batches } from './batches.mjs'
import { columnStreams } from './columns.mjs'
import { freshProcesses } from './fresh-processes.mjs'
import { memory } from './memory.mjs'
import { overheads } from './overheads.mjs'
import { parameters } from './parameters.mjs'
import { smallQueries } from './queries.mjs'
import { roundTrips } from './round-trips.mjs'
import { routing } from './routing.mjs'
import { slowReader } from './slow-reader.mjs'
import { streams } from './streams.mjs'
import { concurrentWriters } from './writers.mjs'

export const scenarios = [...streams, ...columnStreams, ...batches, ...parameters, ...smallQueries, ...slowReader, ...freshProcesses, ...memory, ...overheads, ...roundTrips, ...routing, ...concurrentWriters]

export function scenarioNamed (name) {
  const found = scenarios.find((scenario) => scenario.name === name)
  if (found === undefined) throw new Error(`no scenario is called ${name}; there are: ${scenarios.map((one) => one.name).join(', ')}`)
  return found
}
