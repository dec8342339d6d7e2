'use strict'

const { spawn, spawnSync } = require('node:child_process')
const { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } = require('node:fs')
const { homedir } = require('node:os')
const { join } = require('node:path')
const { setTimeout: sleep } = require('node:timers/promises')
const { serverVersion } = require('./versions.cjs')

const FETCH_DEADLINE_MS = 15 * 60_000
const MAVEN = process.platform === 'win32' ? 'mvn.cmd' : 'mvn'

/** @param {NodeJS.ProcessEnv} [env] */
function cacheFolder (env = process.env) {
  return join(env.NEOBOLT_CACHE || join(homedir(), '.cache', 'neobolt'), 'neo4j')
}

/** @param {string} version @param {NodeJS.ProcessEnv} [env] */
function jarsAreCached (version, env = process.env) {
  return existsSync(join(cacheFolder(env), version, 'lib'))
}

function mavenIsPresent () {
  return spawnSync(MAVEN, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0
}

/** @param {import('./versions.cjs').ServerVersion} row */
function pom ({ version, artifacts = ['neo4j'] }) {
  const dependencies = artifacts.map(name =>
    `<dependency><groupId>org.neo4j</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`)
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>neobolt</groupId><artifactId>live-server</artifactId><version>1</version>
  <dependencies>
    ${dependencies.join('\n    ')}
  </dependencies>
</project>
`
}

/**
 * Holds a folder as a lock between processes: only one of them can make it. A lock whose owner is gone is taken over.
 *
 * @template T
 * @param {string} folder
 * @param {() => Promise<T>} work
 * @returns {Promise<T>}
 */
async function withLock (folder, work) {
  const deadline = Date.now() + FETCH_DEADLINE_MS
  while (!tryLock(folder)) {
    if (Date.now() > deadline) throw new Error(`Another run has held ${folder} for too long; remove that folder if none is at work`)
    await sleep(500)
  }
  try {
    return await work()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** @param {string} folder */
function tryLock (folder) {
  try {
    mkdirSync(folder)
    writeFileSync(join(folder, 'pid'), String(process.pid))
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    if (isAbandoned(folder)) rmSync(folder, { recursive: true, force: true })
    return false
  }
}

/** @param {string} folder */
function isAbandoned (folder) {
  try {
    process.kill(Number(readFileSync(join(folder, 'pid'), 'utf8')), 0)
    return false
  } catch (error) {
    if (error.code === 'ESRCH') return true
    // Its owner may be between making the folder and writing its pid.
    return error.code === 'ENOENT' && existsSync(folder) && Date.now() - statSync(folder).mtimeMs > 10_000
  }
}

/** @param {string} said what Maven printed */
function firstError (said) {
  const line = said.split('\n').find(text => text.includes('ERROR')) ?? said
  // eslint-disable-next-line no-control-regex -- Maven colours its output even into a pipe
  return line.replace(/\u001B\[[\d;]*m/g, '').replace('[ERROR]', '').trim()
}

/** @param {string} folder */
function runMaven (folder) {
  return new Promise((resolve, reject) => {
    const goal = ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=lib', '-DincludeScope=runtime']
    const child = spawn(MAVEN, goal, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32', timeout: FETCH_DEADLINE_MS })
    let said = ''
    child.stdout.on('data', chunk => { said += chunk })
    child.stderr.on('data', chunk => { said += chunk })
    child.on('error', reject)
    child.on('close', code => {
      if (code === 0) resolve(undefined)
      else reject(new Error(`Maven ended with ${code}: ${firstError(said)}`))
    })
  })
}

/**
 * The folder with the server's jars, fetched through Maven at the first call (about 130 MB a version).
 *
 * @param {string} version
 * @param {(line: string) => void} [log]
 * @returns {Promise<string>} the `lib` folder
 * @throws {Error} when Maven is missing or cannot fetch
 */
async function jarsOf (version, log = () => {}) {
  const home = join(cacheFolder(), version)
  const lib = join(home, 'lib')
  if (existsSync(lib)) return lib
  mkdirSync(cacheFolder(), { recursive: true })
  return withLock(`${home}.lock`, async () => {
    if (existsSync(lib)) return lib
    log(`Neo4j ${version}: fetching its jars with Maven, once`)
    // Filled aside and renamed at the end, so that a folder of that name is always complete.
    const aside = `${home}.partial`
    rmSync(aside, { recursive: true, force: true })
    mkdirSync(aside)
    writeFileSync(join(aside, 'pom.xml'), pom(serverVersion(version)))
    try {
      await runMaven(aside)
      renameSync(aside, home)
    } finally {
      rmSync(aside, { recursive: true, force: true })
    }
    return lib
  })
}

module.exports = { cacheFolder, jarsAreCached, mavenIsPresent, jarsOf, pom }
