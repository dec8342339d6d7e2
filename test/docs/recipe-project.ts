import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Page, repository } from './pages.js'

const manifests: Readonly<Record<string, Readonly<Record<string, string>>>> = JSON.parse(readFileSync(join(__dirname, 'recipes/packages.json'), 'utf8'))

/** A program that a test has started: its output, and its end. */
export class Program {
  readonly #child: ChildProcess
  output = ''

  constructor (command: string, args: string[], cwd: string, env: NodeJS.ProcessEnv) {
    this.#child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child.stdout?.on('data', (text: Buffer) => { this.output += text.toString() })
    this.#child.stderr?.on('data', (text: Buffer) => { this.output += text.toString() })
  }

  /** Waits until the output matches; fails if the program ends before, or after 60 s. */
  async says (pattern: RegExp): Promise<RegExpExecArray> {
    const deadline = Date.now() + 60_000
    for (;;) {
      const match = pattern.exec(this.output)
      if (match !== null) return match
      if (this.#child.exitCode !== null || Date.now() > deadline) throw new Error(`It did not say ${String(pattern)}:\n${this.output}`)
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  }

  /** Ends it by a signal. @returns its exit code, or the signal if it did not end by itself */
  async end (signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string | null> {
    if (this.#child.exitCode !== null) return this.#child.exitCode
    this.#child.kill(signal)
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 20_000)
    const [code, killedBy] = await once(this.#child, 'exit')
    clearTimeout(timer)
    return code ?? killedBy
  }
}

/** A user's project: the packed driver under both of its names, some other packages, and the files of the recipes. */
export class RecipeProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'neobolt-recipes-'))

  constructor (packages: string) {
    const npm = (...args: string[]): string => execFileSync('npm', args, {
      cwd: this.folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32', timeout: 240_000
    })
    const [{ filename }] = JSON.parse(npm('pack', repository, '--ignore-scripts', '--json', '--pack-destination', this.folder, '--loglevel=error'))
    writeFileSync(join(this.folder, 'package.json'), JSON.stringify({
      name: 'recipes',
      private: true,
      dependencies: { neobolt: `file:./${filename}`, 'neo4j-driver': `file:./${filename}`, ...manifests[packages] },
      overrides: { 'neo4j-driver': '$neo4j-driver' }
    }))
    npm('install', '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error')
  }

  /** Writes the files of a recipe, and returns their folder. */
  write ({ path, blocks }: Page): string {
    const folder = join(this.folder, path.replace(/^.*\/|\.md$/g, ''))
    for (const { words, code } of blocks) {
      if (words.file === undefined) continue
      const file = join(folder, words.file)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, code + '\n')
    }
    return folder
  }

  /** Makes packages of the repository's own tests available to the recipes. */
  link (name: string): void {
    symlinkSync(join(repository, 'node_modules', name), join(this.folder, 'node_modules', name), 'junction')
  }

  remove (): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** Runs a program to its end. @returns what it printed @throws {Error} if it fails */
export function runToEnd (args: string[], cwd: string, env: NodeJS.ProcessEnv): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, env, encoding: 'utf8', timeout: 90_000 })
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${String(status)}\n${stdout}\n${stderr}`)
  return stdout.trim()
}
