import type { PoolStats } from '../../../src/pool-stats.js'
import type { Evidence, Invariant } from './invariant.js'

type OnePool = PoolStats['pools'][number]

/** A look at all pools takes as long as an event: one event of so many is followed by it. */
const EVERY = 16

function firstBroken ({ world, driver, drivers }: Evidence, check: (pool: OnePool) => string | undefined): string | undefined {
  if (world.scheduler.steps % EVERY !== 0) return undefined
  for (const one of drivers) {
    for (const pool of driver.poolStats(one)?.pools ?? []) {
      const broken = check(pool)
      if (broken !== undefined) return `${pool.address}: ${broken}`
    }
  }
  return undefined
}

const closedOf = ({ closed }: Pick<OnePool, 'closed'>): number => Object.values(closed).reduce((sum, count) => sum + count, 0)

export const poolSums: Invariant = {
  name: 'created − closed = idle + used, and never more than the maximum',
  when: 'always',
  brokenBy: evidence => firstBroken(evidence, pool => {
    const { created, idle, used, opening, maxSize } = pool
    if (created - closedOf(pool) !== idle + used) return `${created} created, ${closedOf(pool)} closed, ${idle} idle, ${used} used`
    return idle + used + opening > maxSize ? `${idle} idle, ${used} used and ${opening} opening are more than ${maxSize}` : undefined
  })
}

export const noWaiterForgotten: Invariant = {
  name: 'nobody waits while a connection or a place is free',
  when: 'always',
  brokenBy: evidence => firstBroken(evidence, ({ waiting, idle, used, opening, maxSize }) =>
    waiting > 0 && (idle > 0 || used + opening < maxSize) ? `${waiting} wait, ${idle} idle, ${used} used and ${opening} opening of ${maxSize}` : undefined)
}
