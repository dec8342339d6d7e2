import type { PoolStats } from '../../src/pool-stats.js'

/** What users may rely on at every moment: created − closed = idle + used, for each pool and in all. */
export function expectExact ({ pools, totals }: PoolStats): void {
  for (const { created, closed, idle, used } of [...pools, totals]) {
    expect({ known: idle + used }).toEqual({ known: created - closedIn({ closed }) })
  }
}

export function closedIn ({ closed }: Pick<PoolStats['totals'], 'closed'>): number {
  return Object.values(closed).reduce((sum, number) => sum + number)
}
