// Builds dist/cjs and dist/esm (JavaScript and types) from the one source.
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc')

rmSync(join(root, 'dist'), { recursive: true, force: true })
for (const [folder, type] of [['cjs', 'commonjs'], ['esm', 'module']]) {
  execFileSync(process.execPath, [tsc, '-p', join(root, `tsconfig.${folder}.json`)], { stdio: 'inherit' })
  mkdirSync(join(root, 'dist', folder), { recursive: true })
  writeFileSync(join(root, 'dist', folder, 'package.json'), JSON.stringify({ type, sideEffects: false }) + '\n')
}
