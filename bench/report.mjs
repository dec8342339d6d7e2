// Medians, ratios, the table, and the JSON file.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

export function median (values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/** Median of every figure that all runs of one driver gave. */
function medians (runs) {
  const keys = Object.keys(runs[0]).filter((key) => typeof runs[0][key] === 'number')
  return Object.fromEntries(keys.map((key) => [key, median(runs.map((run) => run[key]))]))
}

/** Ratio of each pair of neighbouring runs: what disturbs the machine disturbs both sides of a pair alike. */
function ratios (official, ours, judge) {
  const pairs = official.map((run, i) => run[judge] / ours[i][judge])
  return { ratio: median(pairs), least: Math.min(...pairs), most: Math.max(...pairs) }
}

function verdict ({ target, atMost = {}, noMoreMemory, ratio, official, ours }) {
  if (ours === undefined) return ''
  const checks = Object.entries(atMost).map(([key, limit]) => ours[key] <= limit)
  if (official !== undefined && target !== undefined) checks.push(ratio >= target)
  if (official !== undefined && noMoreMemory) checks.push(ours.rss <= official.rss)
  return checks.length === 0 ? '' : checks.every(Boolean) ? 'met' : 'NOT MET'
}

export function summarise (scenario, results, floors) {
  const { name, title, unit, judge, target, atMost, noMoreMemory, shown } = scenario
  const sides = Object.fromEntries(Object.entries(results).map(([driver, runs]) => [driver, medians(runs)]))
  const compared = results.official && results.ours && judge ? ratios(results.official, results.ours, judge) : {}
  const row = { name, title, unit, judge, target, atMost, noMoreMemory, shown, ...compared, ...sides, floors, runs: results }
  return { ...row, verdict: verdict(row) }
}

const units = { cpu: 'µs CPU', wall: 'µs', heap: 'KB heap' }

function figure (value) {
  if (value === undefined || Number.isNaN(value)) return '-'
  if (value >= 1000) return Math.round(value).toLocaleString('en')
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

const columns = [
  ['scenario', 38, ({ title }) => title],
  ['judged by', 15, ({ judge, unit }) => judge ? `${units[judge]}/${unit}` : `per ${unit}`],
  ['official', 10, ({ judge, official }) => figure(official?.[judge])],
  ['ours', 10, ({ judge, ours }) => figure(ours?.[judge])],
  ['ratio (spread)', 20, ({ ratio, least, most }) => ratio === undefined ? '-' : `${figure(ratio)} (${figure(least)}-${figure(most)})`],
  ['target', 8, ({ target }) => target === undefined ? '' : `${target}`],
  ['', 8, ({ verdict }) => verdict],
  ['per s: official', 15, ({ official }) => figure(official?.rate)],
  ['ours', 11, ({ ours }) => figure(ours?.rate)],
  ['RSS MB', 10, ({ official, ours }) => `${figure(official?.rss)}/${figure(ours?.rss)}`.replaceAll('.0', '')],
  ['bytes', 8, ({ judge, floors }) => figure(floors.bytes?.[judge])],
  ['msgpackr', 8, ({ judge, floors }) => figure(floors.msgpackr?.[judge])]
]

const line = (cells) => console.log(cells.map((cell, i) => i === 0 ? cell.padEnd(columns[i][1]) : cell.padStart(columns[i][1])).join(' '))

export function printHeader ({ runs, quick, real }, drivers) {
  const against = real ? 'a real server' : 'the replay server'
  console.log(`${drivers.join(' against ')} on ${against}, Node ${process.version}, ${cpus().length} cores, median of ${runs} runs${quick ? ', a third of the work' : ''}`)
  console.log('ratio = official ÷ ours, median of the pairs; bytes and msgpackr are the raw floors\n')
  line(columns.map(([title]) => title))
}

export function printScenario (row) {
  line(columns.map(([, , cell]) => cell(row)))
  for (const key of [...Object.keys(row.atMost ?? {}), ...(row.shown ?? [])]) {
    const limit = row.atMost?.[key] === undefined ? '' : `, at most ${row.atMost[key]}`
    console.log(`    ${key}: official ${figure(row.official?.[key])}, ours ${figure(row.ours?.[key])}${limit}`)
  }
}

export function writeJson ({ json, runs, scale, bolt, real }, rows) {
  const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19)
  const file = json ?? fileURLToPath(new URL(`./results/${stamp}.json`, import.meta.url))
  mkdirSync(dirname(file), { recursive: true })
  const environment = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, runs, scale, bolt: real ? undefined : bolt, real: Boolean(real) }
  writeFileSync(file, `${JSON.stringify({ time: stamp, environment, scenarios: rows }, null, 2)}\n`)
  const judged = rows.filter((row) => row.verdict !== '')
  console.log(`\n${judged.filter((row) => row.verdict === 'met').length} of ${judged.length} targets met; figures in ${file}`)
}
