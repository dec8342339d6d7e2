// `npm run docs`: builds the docs site in .site/html from the pages, and the reference from the declarations in dist/.
// `--undocumented` only prints, as JSON, the public names and parameters without a description.
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findUndocumented, writeReference } from './docs/reference.mjs'
import { stagePages } from './docs/stage.mjs'
import { writeTexts } from './docs/llms.mjs'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const site = join(root, '.site')

async function buildSite () {
  rmSync(site, { recursive: true, force: true })
  const source = join(site, 'src')
  mkdirSync(source, { recursive: true })
  stagePages(root, source)
  writeFileSync(join(site, 'reference-sidebar.json'), JSON.stringify(await writeReference(root, site)))
  const { build } = await import('vitepress')
  await build(join(root, 'docs'))
  writeTexts(source, join(site, 'html'), process.env.DOCS_BASE ?? '/')
  console.log(`The site is in ${join('.site', 'html')}.`)
}

if (!existsSync(join(root, 'dist/cjs/index.d.ts'))) {
  console.error('There are no declarations: run `npm run build` first.')
  process.exit(1)
}
if (process.argv.includes('--undocumented')) {
  const scratch = mkdtempSync(join(tmpdir(), 'neobolt-reference-'))
  try {
    process.stdout.write(JSON.stringify(await findUndocumented(root, scratch)))
  } finally {
    rmSync(scratch, { recursive: true })
  }
} else {
  await buildSite()
}
