import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { repository } from './pages.js'

const image = (name: string): string => readFileSync(join(repository, 'docs/images', name), 'utf8')

/** Draws figures in a process of its own, as jest loads CommonJS only. */
function draw (figures: object): string {
  const folder = mkdtempSync(join(tmpdir(), 'neobolt-chart-'))
  try {
    writeFileSync(join(folder, 'figures.json'), JSON.stringify(figures))
    const program = `
      import { readFileSync } from 'node:fs'
      const { drawChart } = await import(${JSON.stringify(pathToFileURL(join(repository, 'bench/chart.mjs')).href)})
      process.stdout.write(drawChart(JSON.parse(readFileSync('figures.json', 'utf8'))))`
    return execFileSync(process.execPath, ['--input-type=module', '-e', program], { cwd: folder, encoding: 'utf8' })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

describe('the chart of the benchmark', () => {
  it('of the page shows the figures that are kept beside it', () => {
    expect(image('performance-all.svg')).toBe(draw(JSON.parse(image('performance.json'))))
  })

  it('shows ratio, spread and both amounts of each work that was compared, and nothing else', () => {
    const drawn = draw({
      scenarios: [
        { title: 'a & b', unit: 'query', judge: 'cpu', ratio: 4, least: 2, most: 8, official: { cpu: 400 }, ours: { cpu: 100 } },
        { title: 'not compared', unit: 'query', judge: 'cpu', ours: { cpu: 100 } }
      ]
    })
    expect(drawn).toContain('>a &amp; b</text>')
    expect(drawn).toContain('>4.00×</text>')
    expect(drawn).toContain('>400 → 100 µs per query</text>')
    expect(drawn).toMatch(/<path stroke[^>]* d="M420\.0 53H620\.0/)
    expect(drawn).not.toContain('not compared')
  })

  it('of the README has the most common work', () => {
    expect([...image('performance.svg').matchAll(/font-weight="600"/g)]).toHaveLength(10)
    expect(image('performance.svg')).toContain('sequential executeQuery')
  })
})
