// Ways out of the simulation that are put into copies of the driver: each must fail the run, and name the place.

const file = 'src/pool/pool.ts'
const search = '    limit.throwIfCancelled()\n    const acquisition'
const escape = code => ({ file, search, replace: `    ${code}\n${search}` })

export const escapes = {
  'Date.now': escape('Date.now()'),
  'new Date()': escape('new Date()'),
  'process.hrtime': escape('process.hrtime()'),
  setTimeout: escape('setTimeout(() => {}, 1)'),
  setImmediate: escape('setImmediate(() => {})'),
  'node:dns.lookup': escape("(await import('node:dns')).lookup('localhost', () => {})"),
  'node:fs.readFileSync': escape("(await import('node:fs')).readFileSync('/dev/null')")
}
