'use strict'

const { execFileSync } = require('node:child_process')
const { existsSync, readdirSync, readFileSync, realpathSync } = require('node:fs')
const { homedir } = require('node:os')
const { delimiter, dirname, join } = require('node:path')

const EXE = process.platform === 'win32' ? '.exe' : ''

/** Folders that hold one JDK per entry; macOS keeps the JDK one level deeper. */
const JVM_FOLDERS = [
  '/usr/lib/jvm', '/usr/java', '/opt', '/opt/java', '/opt/hostedtoolcache/Java_Temurin-Hotspot_jdk',
  '/Library/Java/JavaVirtualMachines', join(homedir(), '.sdkman/candidates/java'), join(homedir(), '.jdks'),
  'C:\\Program Files\\Java', 'C:\\Program Files\\Eclipse Adoptium'
]
const BELOW_ENTRY = ['', 'Contents/Home', 'x64']

/** @param {string} folder */
function entries (folder) {
  try {
    return readdirSync(folder).sort().map(name => join(folder, name))
  } catch {
    return []
  }
}

/** @param {NodeJS.ProcessEnv} env */
function candidateHomes (env) {
  const named = Object.keys(env).filter(key => /^JAVA_HOME(_|$)/.test(key)).map(key => env[key])
  const onPath = (env.PATH ?? '').split(delimiter).filter(Boolean)
    .map(folder => join(folder, 'java' + EXE)).filter(existsSync)
    .map(java => dirname(dirname(realpathSync(java))))
  const kept = JVM_FOLDERS.flatMap(entries).flatMap(entry => BELOW_ENTRY.map(below => join(entry, below)))
  return [...named, ...onPath, ...kept].filter(home => home !== undefined && home !== '')
}

/**
 * The major version of the JDK in `home`, or undefined when there is none. A plain runtime (no `javac`) does not count:
 * starting a `.java` file needs the compiler.
 *
 * @param {string} home
 * @returns {number | undefined}
 */
function majorVersion (home) {
  if (!existsSync(join(home, 'bin', 'javac' + EXE))) return undefined
  try {
    const release = join(home, 'release')
    const text = existsSync(release)
      ? readFileSync(release, 'utf8')
      : execFileSync(join(home, 'bin', 'java' + EXE), ['-XshowSettings:properties', '-version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
    const found = /(?:JAVA_VERSION=|java\.version = )"?(?:1\.)?(\d+)/.exec(text)
    return found === null ? undefined : Number(found[1])
  } catch {
    return undefined
  }
}

/**
 * Every JDK of this machine, each once, in the order of preference: JAVA_HOME*, PATH, the usual folders.
 *
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {{ home: string, major: number }[]}
 */
function findJdks (env = process.env) {
  const seen = new Set()
  const jdks = []
  for (const candidate of candidateHomes(env)) {
    if (!existsSync(candidate)) continue
    const home = realpathSync(candidate)
    if (seen.has(home)) continue
    seen.add(home)
    const major = majorVersion(home)
    if (major !== undefined) jdks.push({ home, major })
  }
  return jdks
}

/**
 * The JDK to run a server on: the lowest that is in range, and among equals the one found first.
 *
 * @param {{ min: number, max: number }} range
 * @param {{ home: string, major: number }[]} [jdks]
 */
function pickJdk (range, jdks = findJdks()) {
  return jdks.filter(jdk => jdk.major >= range.min && jdk.major <= range.max)
    .sort((a, b) => a.major - b.major)[0]
}

/** @param {{ min: number, max: number }} range */
function rangeText (range) {
  return range.max === Infinity ? `Java ${range.min} or newer` : `Java ${range.min} to ${range.max}`
}

/** @param {{ home: string }} jdk */
function javaCommand (jdk) {
  return join(jdk.home, 'bin', 'java' + EXE)
}

/** @param {{ home: string }} jdk */
function javaCompiler (jdk) {
  return join(jdk.home, 'bin', 'javac' + EXE)
}

module.exports = { findJdks, pickJdk, rangeText, javaCommand, javaCompiler }
