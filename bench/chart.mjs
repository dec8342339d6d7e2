// The figures as a drawing: for each work, how many times less CPU neobolt takes, with the spread of the runs.
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const images = (name) => fileURLToPath(new URL(`../docs/images/${name}`, import.meta.url))

/** What the README shows: work that most programs do. The page about performance shows all. */
const CHOSEN = [
  'sequential session.run', 'sequential executeQuery', '64 parallel executeQuery, neo4j://', 'nodes with 8 properties',
  '3 integers, await run()', '3 integers, for await', '9 temporal and spatial values', '1,536-float embeddings',
  'UNWIND $rows, 20k maps of 8, Integer', 'loading, connecting, first result'
]

const ROW = 26
const LEFT = 320
const BAR = 300
const RIGHT = 240
const TOP = 44

/** Attributes instead of a style sheet, which the site would apply to the whole page. */
const BAR_LOOK = 'fill="#2f81f7"'
const SPREAD_LOOK = 'stroke="currentColor" stroke-width="1.5" fill="none" opacity=".8"'
const MARK_LOOK = 'stroke="currentColor" opacity=".18"'
const SMALL = 'font-size="11" opacity=".75"'

const escape = (text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

function figure (value) {
  if (value >= 1000) return Math.round(value).toLocaleString('en')
  return value >= 100 ? value.toFixed(0) : value.toPrecision(value < 1 ? 2 : 3)
}

/** «398 → 68.7 µs»: theirs and ours. */
function amounts (official, ours, judge) {
  if (judge === 'heap') return `${figure(official)} → ${figure(ours)} KB`
  if (judge === 'peak') return `${figure(official)} → ${figure(ours)} MB`
  const [divisor, unit] = official >= 1000 ? [1000, 'ms'] : [1, 'µs']
  return `${figure(official / divisor)} → ${figure(ours / divisor)} ${unit}`
}

/** Ratios from 1 to 220 do not fit a linear scale: each mark is twice the one before. */
function scaleOf (rows) {
  const last = Math.max(8, 2 ** Math.ceil(Math.log2(Math.max(...rows.map(({ most, ratio }) => most ?? ratio)))))
  return { last, x: (ratio) => LEFT + BAR * Math.log2(Math.max(1, ratio)) / Math.log2(last) }
}

function drawRow ({ title, unit, judge, ratio, least, most, official, ours }, index, x) {
  const y = TOP + index * ROW
  const middle = y + 9
  const spread = least === undefined || most === undefined
    ? ''
    : `<path ${SPREAD_LOOK} d="M${x(least).toFixed(1)} ${middle}H${x(most).toFixed(1)}M${x(least).toFixed(1)} ${y + 5}v8M${x(most).toFixed(1)} ${y + 5}v8"/>`
  const end = x(most ?? ratio) + 8
  return `  <text x="${LEFT - 10}" y="${y + 13}" text-anchor="end">${escape(title)}</text>
  <rect ${BAR_LOOK} x="${LEFT}" y="${y}" width="${Math.max(1, x(ratio) - LEFT).toFixed(1)}" height="18" rx="2"/>
  ${spread}
  <text font-weight="600" x="${end.toFixed(1)}" y="${y + 13}">${figure(ratio)}×</text>
  <text ${SMALL} x="${LEFT + BAR + 62}" y="${y + 13}">${amounts(official[judge], ours[judge], judge)}${unit === undefined ? '' : ` per ${escape(unit)}`}</text>`
}

function drawMarks (rows, { last, x }) {
  const marks = []
  for (let mark = 1; mark <= last; mark *= 2) marks.push(mark)
  const bottom = TOP + rows.length * ROW
  return marks.map((mark) => `  <path ${MARK_LOOK} d="M${x(mark).toFixed(1)} ${TOP - 8}V${bottom}"/>
  <text ${SMALL} x="${x(mark).toFixed(1)}" y="${TOP - 14}" text-anchor="middle">${mark}×</text>`).join('\n')
}

/** A run with several versions of Node has the scenarios of each. */
const ofFirstNode = (scenarios) => scenarios.filter(({ node }) => node === scenarios[0].node)

/** @param {{ scenarios: object[] }} figures as a run of `npm run bench` writes them */
export function drawChart ({ scenarios }, titles) {
  const compared = ofFirstNode(scenarios).filter(({ ratio, judge, official, ours }) => ratio !== undefined && official?.[judge] && ours?.[judge])
  const rows = titles === undefined ? compared : titles.flatMap((title) => compared.filter((row) => row.title === title))
  const scale = scaleOf(rows)
  const height = TOP + rows.length * ROW + 28
  const width = LEFT + BAR + RIGHT
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" font-family="system-ui, sans-serif" font-size="13" fill="currentColor">
  <style data-standalone="">svg { color: #1f2328 } @media (prefers-color-scheme: dark) { svg { color: #e6edf3 } }</style>
${drawMarks(rows, scale)}
${rows.map((row, index) => drawRow(row, index, scale.x)).join('\n')}
  <text ${SMALL} x="${LEFT}" y="${height - 8}">times less CPU than neo4j-driver; the line shows the least and the greatest of the runs</text>
</svg>
`
}

/** `npm run bench -- --chart FILE`: puts the figures of a run into the README and the page about performance. */
export function writeCharts (file) {
  const figures = JSON.parse(readFileSync(file, 'utf8'))
  writeFileSync(images('performance.svg'), drawChart(figures, CHOSEN))
  writeFileSync(images('performance-all.svg'), drawChart(figures))
  const kept = ofFirstNode(figures.scenarios).filter(({ ratio }) => ratio !== undefined).map(({ title, unit, judge, ratio, least, most, official, ours }) =>
    ({ title, unit, judge, ratio, least, most, official: { [judge]: official[judge] }, ours: { [judge]: ours[judge] } }))
  const rows = kept.map((row) => `    ${JSON.stringify(row)}`).join(',\n')
  writeFileSync(images('performance.json'), `{\n  "time": ${JSON.stringify(figures.time)},\n  "environment": ${JSON.stringify(figures.environment)},\n  "scenarios": [\n${rows}\n  ]\n}\n`)
}
