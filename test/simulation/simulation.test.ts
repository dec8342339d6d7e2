import { NAMED_SEEDS } from './named-seeds.js'
import { dataOf, simulate, simulateFaulty } from './simulate.js'

const MINUTE = 60_000
jest.setTimeout(6 * MINUTE)

const FIXED_SEEDS = 150
/** None has needed more than 129. */
const SEEDS_FOR_A_FAULT = 1000
/** Of the real time, for seeds that nobody has played before. */
const MINUTES_OF_NEW_SEEDS = 1

const storyOf = (output: string): string => output.split('\n').filter(line => line.includes(' ms  ')).join('\n')

test('two runs of one seed tell the same story, byte for byte', async () => {
  for (const seed of ['3', '17', '4711']) {
    const [first, second] = [await simulate('--seed', seed, '--trace'), await simulate('--seed', seed, '--trace')]
    expect(storyOf(first.output).length).toBeGreaterThan(1000)
    expect(storyOf(second.output)).toBe(storyOf(first.output))
  }
})

test('whoever reads the story changes nothing in it', async () => {
  const [told, untold] = [await simulate('--seed', '17', '--trace'), await simulate('--seed', '17')]
  const counts = /\d+ queries and \d+ events/
  expect(untold.output).toMatch(counts)
  expect(counts.exec(untold.output)?.[0]).toBe(counts.exec(told.output)?.[0])
})

test('the real time, real timers, files and look-ups of names fail a run, and the place is told', async () => {
  const { escapes } = await dataOf('test/simulation/planted/escapes.mjs') as { escapes: Record<string, { file: string, search: string, replace: string }> }
  for (const [what, escape] of Object.entries(escapes)) {
    const { code, output } = await simulateFaulty(escape, '--seeds', '5', '--from', '1', '--no-shrink')
    expect(output).toContain(`nothing real reaches the driver\n  ${what} `)
    expect(output).toMatch(/acquire/)
    expect(code).toBe(1)
  }
})

test('every planted fault is found', async () => {
  const { faults } = await dataOf('test/simulation/planted/faults.mjs') as { faults: Array<{ name: string, file: string, search: string, replace: string }> }
  const missed: string[] = []
  for (const fault of faults) {
    const { code } = await simulateFaulty(fault, '--seeds', String(SEEDS_FOR_A_FAULT), '--from', '1', '--no-shrink')
    if (code !== 1) missed.push(fault.name)
  }
  expect(missed).toEqual([])
})

test('a seed that fails is made smaller', async () => {
  const { faults } = await dataOf('test/simulation/planted/faults.mjs') as { faults: Array<{ name: string, file: string, search: string, replace: string }> }
  const fault = faults.find(({ name }) => name === 'a retry after a commit in doubt')
  const { code, output } = await simulateFaulty(fault!, '--minutes', '2', '--from', '1')
  const [, steps, before] = /(\d+) of (\d+) steps/.exec(output) ?? []
  expect(output).toContain('a write is there once')
  expect(Number(steps)).toBeLessThan(Number(before) / 2)
  expect(code).toBe(1)
})

test('the seeds that showed faults have none of them any more', async () => {
  const outcomes: Record<string, number> = {}
  for (const { name, seed } of NAMED_SEEDS) outcomes[`${name}: seed ${seed}`] = (await simulate('--seed', String(seed), '--no-shrink')).code
  expect(outcomes).toEqual(Object.fromEntries(NAMED_SEEDS.map(({ name, seed }) => [`${name}: seed ${seed}`, 0])))
})

test('nothing is broken by the seeds that are always played', async () => {
  const { code, output } = await simulate('--seeds', String(FIXED_SEEDS), '--from', '1')
  expect({ code, output }).toMatchObject({ code: 0 })
})

test('nothing is broken by new seeds', async () => {
  const { code, output } = await simulate('--minutes', String(MINUTES_OF_NEW_SEEDS))
  console.log(output.trim())
  expect({ code, output }).toMatchObject({ code: 0 })
})
