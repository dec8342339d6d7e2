import { getEventListeners } from 'node:events'
import type { Invariant } from './invariant.js'

export const nothingLeft: Invariant = {
  name: 'nothing is kept after its owner',
  when: 'atEnd',
  brokenBy ({ world, driver, drivers }) {
    const { driverClock, network, signals } = world
    if (driverClock.running > 0) return `${driverClock.running} timers of closed drivers are running`
    const open = network.openClients
    if (open.length > 0) return `${open.length} connections of closed drivers are open: ${open.map(({ number, address }) => `#${number} to ${address}`).join(', ')}`
    const listening = signals.reduce((sum, signal) => sum + getEventListeners(signal, 'abort').length, 0)
    if (listening > 0) return `${listening} listeners are left on signals of the program`
    for (const one of drivers) {
      const totals = driver.poolStats(one)?.totals
      if (totals === undefined) continue
      const { idle, used, opening, waiting } = totals
      if (idle + used + opening + waiting > 0) return `a closed driver has ${idle} idle, ${used} used, ${opening} opening, ${waiting} waiting`
    }
    return undefined
  }
}

/** One for each database of the model cluster, and that of a home database without a name. */
const MOST_TABLES = 4

export const fewTables: Invariant = {
  name: 'there is one routing table for each database at most',
  when: 'atEnd',
  brokenBy ({ driver, drivers }) {
    for (const one of drivers) {
      const tables = driver.tables(one)
      if (tables !== undefined && tables > MOST_TABLES) return `a driver keeps ${tables} routing tables`
    }
    return undefined
  }
}
