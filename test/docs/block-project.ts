import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import ts from 'typescript'
import { type CodeBlock, type Page, repository } from './pages.js'

const LANGUAGES: Readonly<Record<string, string>> = { js: '.mjs', mjs: '.mjs', cjs: '.cjs', javascript: '.mjs', ts: '.mts', typescript: '.mts' }

export function isCode (block: CodeBlock): boolean {
  return block.lang in LANGUAGES
}

function extensionOf ({ lang, code }: CodeBlock): string {
  const usesRequire = /\brequire\(/.test(code) && !/^import /m.test(code)
  return lang === 'js' && usesRequire ? '.cjs' : LANGUAGES[lang]
}

/** A fragment takes the place of the line `// …` in the page's setup; the imports of both stay on top. */
function programOf ({ setup }: Page, block: CodeBlock): string {
  if (!('fragment' in block.words)) return block.code + '\n'
  const isImport = (line: string): boolean => line.startsWith('import ')
  const lines = setup.replace('// …', () => block.code).split('\n')
  const imports = [...new Set(lines.filter(isImport))]
  return [...imports, ...lines.filter(line => !isImport(line)), ''].join('\n')
}

/** Where a block was written, and what the compiler says of it. */
export interface Compiled { readonly source: string, readonly program: string, readonly problems: readonly string[] }

/**
 * A project outside of the repository that has the package installed, and every block of the pages as a file.
 *
 * Blocks in TypeScript are checked strictly, blocks in JavaScript as an editor checks them; `untyped="reason"` only for their syntax.
 */
export class BlockProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'neobolt-docs-'))
  readonly #files = new Map<CodeBlock, string>()
  readonly #problems = new Map<string, string[]>()

  constructor (pages: readonly Page[]) {
    this.#installPackages()
    for (const page of pages) {
      for (const block of page.blocks.filter(isCode)) this.#write(page, block)
    }
    const files = [...this.#files.values()]
    const untyped = new Set([...this.#files].filter(([{ words }]) => 'untyped' in words).map(([, file]) => file))
    this.#compile(files.filter(file => /ts$/.test(file)), { strict: true }, untyped)
    this.#compile(files.filter(file => /js$/.test(file)), { allowJs: true, checkJs: true, strict: false }, untyped)
  }

  compiled (block: CodeBlock): Compiled {
    const source = this.#files.get(block) ?? ''
    return {
      source,
      program: source.endsWith('ts') ? join(this.folder, 'out', relative(this.folder, source).replace(/ts$/, 'js')) : source,
      problems: this.#problems.get(source) ?? []
    }
  }

  remove (): void {
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** The packages that the repository has for its own tests, beside the driver. */
  #installPackages (): void {
    const modules = join(this.folder, 'node_modules')
    mkdirSync(modules)
    symlinkSync(repository, join(modules, 'neobolt'), 'junction')
    for (const name of readdirSync(join(repository, 'node_modules'))) {
      if (!name.startsWith('.') && name !== 'neobolt') symlinkSync(join(repository, 'node_modules', name), join(modules, name), 'junction')
    }
  }

  #write (page: Page, block: CodeBlock): void {
    const folder = join(this.folder, page.path.replace(/\.md$/, ''))
    const file = join(folder, block.words.file ?? `line-${block.line}${extensionOf(block)}`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, programOf(page, block))
    this.#files.set(block, file)
  }

  #compile (files: string[], options: ts.CompilerOptions, untyped: ReadonlySet<string>): void {
    const program = ts.createProgram(files, {
      target: ts.ScriptTarget.ES2022,
      lib: ['lib.es2023.d.ts', 'lib.esnext.disposable.d.ts', 'lib.esnext.decorators.d.ts'],
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      moduleDetection: ts.ModuleDetectionKind.Force,
      types: ['node', 'jest'],
      typeRoots: [join(repository, 'node_modules/@types')],
      preserveSymlinks: true,
      skipLibCheck: true,
      rootDir: this.folder,
      outDir: join(this.folder, 'out'),
      ...options
    })
    const ignored = program.getSourceFiles().filter(({ fileName }) => untyped.has(fileName))
    const diagnostics = [...ts.getPreEmitDiagnostics(program).filter(({ file }) => file === undefined || !ignored.includes(file)),
      ...ignored.flatMap(file => program.getSyntacticDiagnostics(file))]
    for (const { file, start, messageText } of diagnostics) {
      const name = file?.fileName ?? ''
      const line = file === undefined || start === undefined ? 0 : file.getLineAndCharacterOfPosition(start).line + 1
      this.#problems.set(name, [...this.#problems.get(name) ?? [], `line ${line} of the block: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`])
    }
    if (options.allowJs !== true) program.emit()
  }
}
