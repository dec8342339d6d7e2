// `npm run home`: writes the project's home (scripts/lib/home.mjs) into the files that contain it.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { FILES, withHome } from './lib/home.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const isCheck = process.argv.includes('--check')

const stale = FILES.filter((name) => {
  const file = join(root, name)
  const text = readFileSync(file, 'utf8')
  const renewed = withHome(text)
  if (!isCheck && renewed !== text) writeFileSync(file, renewed)
  return renewed !== text
})
if (isCheck && stale.length > 0) {
  console.error(`${stale.join(' and ')} name another home: run \`npm run home\`.`)
  process.exitCode = 1
}
