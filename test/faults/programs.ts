import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import ts from 'typescript'

const SOURCE = join(__dirname, '../../src')

/** How a program ended; `code` is null if it had to be killed. */
export interface Ending {
  code: number | null
  stdout: string
  stderr: string
  milliseconds: number
}

/** The driver as plain CommonJS files, so that programs of their own can use it as it is in src/. */
export class Programs {
  readonly #folder = mkdtempSync(join(tmpdir(), 'neobolt-programs-'))

  constructor () {
    for (const name of readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })) {
      if (!/\.c?ts$/.test(name)) continue
      const target = join(this.#folder, name.replace(/ts$/, 'js'))
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, ts.transpileModule(readFileSync(join(SOURCE, name), 'utf8'), {
        compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS, experimentalDecorators: true }
      }).outputText)
    }
  }

  /** The entry without rx, which needs no other package. */
  get #driver (): string {
    return join(this.#folder, 'lite.js')
  }

  /** Runs a program in which `neo4j` is the driver, `path` its file, and `uri` a server's. */
  async run (program: string, uri: string, flags: string[] = [], deadline = 20_000): Promise<Ending> {
    const begin = Date.now()
    const code = `'use strict'\nconst [, uri, path] = process.argv\nconst neo4j = require(path)\n` +
      `const token = neo4j.auth.basic('neo4j', 'right')\nconst main = async () => {\n${program}\n}\nmain()`
    const child = spawn(process.execPath, ['--unhandled-rejections=strict', '--no-warnings', ...flags, '-e', code, uri, this.#driver], { stdio: ['ignore', 'pipe', 'pipe'] })
    const ending: Ending = { code: null, stdout: '', stderr: '', milliseconds: 0 }
    child.stdout.on('data', text => { ending.stdout += String(text) })
    child.stderr.on('data', text => { ending.stderr += String(text) })
    const timer = setTimeout(() => { child.kill('SIGKILL') }, deadline)
    ending.code = await new Promise<number | null>(resolve => { child.on('close', resolve) })
    clearTimeout(timer)
    ending.milliseconds = Date.now() - begin
    return ending
  }

  remove (): void {
    rmSync(this.#folder, { recursive: true })
  }
}
