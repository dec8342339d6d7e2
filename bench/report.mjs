// Medians, ratios, the table, and the JSON file.
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { drawChart } from './chart.mjs'

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
  return { ratio: median(pairs), least: Math.min(...pairs), most: Math.max(...pairs), confidence: confidenceOf(pairs) }
}

/** How many of `n` sorted values may be left off at both ends so that the rest still spans the true median in 94 of 100 cases. */
function trimOf (n) {
  let chance = 2 ** -n
  let below = chance
  let trim = 0
  for (; 2 * below <= 0.065; trim++) {
    chance *= (n - trim) / (trim + 1)
    below += chance
  }
  return Math.max(0, trim - 1)
}

/** Where the true median of the pairs lies, without a guess at how they are distributed: between two of them. */
function confidenceOf (pairs) {
  const sorted = [...pairs].sort((a, b) => a - b)
  const trim = trimOf(sorted.length)
  return [sorted[trim], sorted[sorted.length - 1 - trim]]
}

/** Of two builds of ours; fewer than five pairs can't tell. */
function change ({ ratio, confidence, runs }) {
  if (ratio === undefined) return ''
  const [low, high] = confidence
  if (runs.ours.length < 5 || (low <= 1 && high >= 1)) return 'same'
  return ratio > 1 ? 'faster' : 'SLOWER'
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
  return { ...row, verdict: verdict(row), change: change(row) }
}

const units = { cpu: 'µs CPU', wall: 'µs', heap: 'KB heap', peak: 'MB', percent: '%' }

function figure (value) {
  if (value === undefined || Number.isNaN(value)) return '-'
  if (value >= 1000) return Math.round(value).toLocaleString('en')
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3)
}

const spread = ({ ratio, least, most }) => ratio === undefined ? '-' : `${figure(ratio)} (${figure(least)}-${figure(most)})`

const COMMON = [
  ['scenario', 44, ({ title }) => title],
  ['judged by', 15, ({ judge, unit }) => judge ? `${units[judge]}/${unit}` : `per ${unit}`]
]

const AGAINST_OFFICIAL = [
  ...COMMON,
  ['official', 10, ({ judge, official }) => figure(official?.[judge])],
  ['ours', 10, ({ judge, ours }) => figure(ours?.[judge])],
  ['ratio (spread)', 20, spread],
  ['target', 8, ({ target }) => target === undefined ? '' : `${target}`],
  ['', 8, ({ verdict }) => verdict],
  ['per s: official', 15, ({ official }) => figure(official?.rate)],
  ['ours', 11, ({ ours }) => figure(ours?.rate)],
  ['RSS MB', 10, ({ official, ours }) => `${figure(official?.rss)}/${figure(ours?.rss)}`.replaceAll('.0', '')],
  ['bytes', 8, ({ judge, floors }) => figure(floors.bytes?.[judge])],
  ['msgpackr', 8, ({ judge, floors }) => figure(floors.msgpackr?.[judge])]
]

const AGAINST_OLD_BUILD = [
  ...COMMON,
  ['old', 10, ({ judge, official }) => figure(official?.[judge])],
  ['new', 10, ({ judge, ours }) => figure(ours?.[judge])],
  ['old ÷ new (spread)', 20, spread],
  ['noise', 8, ({ ratio, confidence }) => ratio === undefined ? '-' : `±${noise(ratio, confidence).toFixed(1)} %`],
  ['', 8, ({ change }) => change],
  ['RSS MB', 10, ({ official, ours }) => `${figure(official?.rss)}/${figure(ours?.rss)}`.replaceAll('.0', '')]
]

/** The smallest change that would have been told from chance, in percent. */
const noise = (ratio, [low, high]) => Math.max(ratio / low, high / ratio) * 100 - 100

const columnsOf = ({ compare }) => compare === undefined ? AGAINST_OFFICIAL : AGAINST_OLD_BUILD
const line = (columns, cells) => console.log(cells.map((cell, i) => i === 0 ? cell.padEnd(columns[i][1]) : cell.padStart(columns[i][1])).join(' '))

export function printHeader (options, drivers, nodeVersion) {
  const { runs, quick, real, compare } = options
  const against = real ? 'a real server' : 'the replay server'
  const sides = compare === undefined ? drivers.join(' against ') : `the build ${compare} against ours`
  console.log(`${sides} on ${against}, Node ${nodeVersion}, ${cpus().length} cores, median of ${runs} runs${quick ? ', a third of the work' : ''}`)
  console.log(compare === undefined
    ? 'ratio = official ÷ ours, median of the pairs; bytes and msgpackr are the raw floors\n'
    : 'median of the pairs; noise: a smaller change cannot be told from chance\n')
  const columns = columnsOf(options)
  line(columns, columns.map(([title]) => title))
}

export function printScenario (row, options) {
  const columns = columnsOf(options)
  line(columns, columns.map(([, , cell]) => cell(row)))
  const other = options.compare === undefined ? 'official' : 'old'
  for (const key of [...Object.keys(row.atMost ?? {}), ...(row.shown ?? [])]) {
    const limit = row.atMost?.[key] === undefined ? '' : `, at most ${row.atMost[key]}`
    console.log(`    ${key}: ${other} ${figure(row.official?.[key])}, ours ${figure(row.ours?.[key])}${limit}`)
  }
}

/** What a table comes to, in a line. */
function outcome (rows, { compare }) {
  if (compare !== undefined) {
    const count = (change) => rows.filter((row) => row.change === change).length
    return `${count('faster')} faster, ${count('SLOWER')} slower, ${count('same')} the same within the noise`
  }
  const judged = rows.filter((row) => row.verdict !== '')
  return `${judged.filter((row) => row.verdict === 'met').length} of ${judged.length} targets met`
}

export function writeJson (options, rows) {
  const { json, runs, scale, bolt, real, compare } = options
  const stamp = new Date().toISOString().replaceAll(':', '-').slice(0, 19)
  const file = json ?? fileURLToPath(new URL(`./results/${stamp}.json`, import.meta.url))
  mkdirSync(dirname(file), { recursive: true })
  const environment = { node: process.version, cpu: cpus()[0]?.model, cores: cpus().length, runs, scale, bolt: real ? undefined : bolt, real: Boolean(real), compare }
  writeFileSync(file, `${JSON.stringify({ time: stamp, environment, scenarios: rows }, null, 2)}\n`)
  if (compare === undefined && rows.some(({ ratio }) => ratio !== undefined)) {
    writeFileSync(file.replace(/(\.json)?$/, '.svg'), drawChart({ scenarios: rows }))
  }
  console.log(`\n${outcome(rows, options)}; figures in ${file}`)
}
