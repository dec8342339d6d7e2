import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

export const repository = join(__dirname, '../..')

export interface CodeBlock {
  readonly page: string
  readonly line: number
  readonly heading: string
  readonly lang: string
  /** The words behind the language, such as `no-run="reason"`. */
  readonly words: Readonly<Record<string, string>>
  readonly code: string
  /** What the program prints, if the page shows it; `…` stands for anything. */
  readonly output?: string
}

export interface Page {
  /** Relative to the repository. */
  readonly path: string
  readonly text: string
  readonly setup: string
  readonly title: string
  readonly headings: ReadonlyArray<{ readonly text: string, readonly slug: string, readonly line: number }>
  readonly links: ReadonlyArray<{ readonly href: string, readonly line: number }>
  readonly anchors: readonly string[]
  readonly blocks: readonly CodeBlock[]
}

/** Jest loads CommonJS only, and collects tests synchronously: so a process of its own reads the pages. */
export function readPages (): Page[] {
  const program = join(repository, 'scripts/lib/pages.mjs')
  return JSON.parse(execFileSync(process.execPath, [program], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }))
}
