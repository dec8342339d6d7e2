import { execFile } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'

const root = join(__dirname, '../..')

/** The last line of a run that was not broken off: a program that crashes has not found a fault. */
const CLOSING_LINE = /^\d+ seeds from \d+, \d+ of them fail/m

/** Runs `npm run simulate` with these arguments. */
export async function simulate (...args: string[]): Promise<{ readonly code: number, readonly output: string }> {
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, [join(root, 'scripts/simulate.mjs'), ...args], { maxBuffer: 2 ** 28 }, (error, stdout, stderr) => {
      const output = stdout + stderr
      if (CLOSING_LINE.test(output)) resolve({ code: error === null ? 0 : Number(error.code ?? 1), output })
      else reject(new Error(`The simulation ended without a result.\n${output.slice(-4000)}`))
    })
  })
}

interface Fault { readonly file: string, readonly search: string, readonly replace: string }

/** As {@link simulate}, with a fault in the driver. */
export async function simulateFaulty (fault: Fault, ...args: string[]): Promise<{ readonly code: number, readonly output: string }> {
  // A module for Node: jest does not load it.
  const script = "import('./scripts/lib/plant.mjs').then(({ plant }) => { process.stdout.write(plant(JSON.parse(process.argv[1]))) })"
  const folder = await new Promise<string>((resolve, reject) => {
    execFile(process.execPath, ['--eval', script, JSON.stringify(fault)], { cwd: root }, (error, stdout) => { if (error === null) resolve(stdout); else reject(error) })
  })
  try {
    return await simulate(...args, '--driver-source', folder)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What a module for Node exports as data. */
export async function dataOf (file: string): Promise<unknown> {
  const script = `import('./${file}').then(module => { process.stdout.write(JSON.stringify(module)) })`
  return await new Promise((resolve, reject) => {
    execFile(process.execPath, ['--eval', script], { cwd: root }, (error, stdout) => { if (error === null) resolve(JSON.parse(stdout)); else reject(error) })
  })
}
