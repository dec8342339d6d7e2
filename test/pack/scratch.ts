import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const repository = join(__dirname, '../..')
/** Names the variable in which setup.cjs says where it installed the tarball. */
const SCRATCH = 'NEOBOLT_PACK_SCRATCH'

export function scratchFolder (): string {
  const folder = process.env[SCRATCH]
  if (folder === undefined) {
    throw new Error(`${SCRATCH} is not set: these tests run in the jest project «pack»`)
  }
  return folder
}

export interface Ended { code: number | null, stdout: string, stderr: string }

/** Runs Node in the scratch project, at most two minutes. */
export function node (args: string[], env: NodeJS.ProcessEnv = {}): Ended {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: scratchFolder(),
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    timeout: 120_000
  })
  return { code: status, stdout, stderr }
}

/** Runs a program that prints JSON as its last line; its failure is the test's failure, with what it printed. */
export function jsonOf (args: string[], env?: NodeJS.ProcessEnv): any {
  const { code, stdout, stderr } = node(args, env)
  if (code !== 0) {
    throw new Error(`node ${args.join(' ')} ended with ${String(code)}\n${stdout}\n${stderr}`)
  }
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '')
}

/** A development tool of the repository, as a path to its script. */
export function tool (packageName: string, command: string): string {
  const folder = join(repository, 'node_modules', packageName)
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}
