// `npm run release -- minor`: sets the version, moves the changelog's "Unreleased", commits, tags, and makes a dry-run publish.
// It pushes and publishes nothing, but prints at the end how to do both, and how to undo the release.
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { nextVersion, releaseChangelog, replaceVersion } from './lib/release-plan.mjs'

const usage = `usage: npm run release -- major|minor|patch|VERSION [--dry]

  --dry  only says what would change`

/** The files that contain the version, and where. */
const VERSIONED = [
  ['package.json', /^ {2}"version": "([^"]+)"/m],
  ['src/version.ts', /^export const version = '([^']+)'/m]
]

function readOptions () {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { dry: { type: 'boolean', default: false }, folder: { type: 'string' }, 'no-publish': { type: 'boolean', default: false } }
  })
  if (positionals.length !== 1) throw new Error(usage)
  const root = resolve(values.folder ?? join(dirname(fileURLToPath(import.meta.url)), '..'))
  return { step: positionals[0], root, isDry: values.dry, triesPublication: !values['no-publish'] }
}

/** Replaces both occurrences of the package's own version in npm's lock file. */
function lockWith (text, version) {
  const lock = JSON.parse(text)
  lock.version = version
  lock.packages[''].version = version
  return JSON.stringify(lock, null, 2) + '\n'
}

function plan (root, step) {
  const read = (name) => readFileSync(join(root, name), 'utf8')
  const version = nextVersion(JSON.parse(read('package.json')).version, step)
  const files = VERSIONED.map(([name, pattern]) => [name, replaceVersion(read(name), pattern, version)])
  files.push(['package-lock.json', lockWith(read('package-lock.json'), version)])
  files.push(['CHANGELOG.md', releaseChangelog(read('CHANGELOG.md'), version, new Date().toISOString().slice(0, 10))])
  return { version, files }
}

function release ({ step, root, isDry, triesPublication }) {
  const run = (command, ...args) => execFileSync(command, args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], shell: command === 'npm' && process.platform === 'win32' })
  const { version, files } = plan(root, step)
  if (isDry) {
    console.log(`Would release ${version}, and change ${files.map(([name]) => name).join(', ')}.`)
    return
  }
  if (run('git', 'status', '--porcelain').trim() !== '') throw new Error('There are changes that are not committed: commit or stash them first')
  if (run('git', 'tag', '--list', `v${version}`).trim() !== '') throw new Error(`There is a tag v${version} already`)
  for (const [name, text] of files) writeFileSync(join(root, name), text)
  run('git', 'commit', '--quiet', '--all', '--message', `Version ${version}`)
  run('git', 'tag', '--annotate', `v${version}`, '--message', `Version ${version}`)
  if (triesPublication) {
    run('npm', 'run', 'build')
    console.log(run('npm', 'publish', '--dry-run', '--ignore-scripts'))
  }
  console.log(`Version ${version} is committed and tagged here, and not pushed.
To release it: git push --follow-tags (the workflow "publish" does the rest).
To undo it: git tag --delete v${version} && git reset --hard HEAD~1`)
}

try {
  release(readOptions())
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
}
