// llms.txt, llms-full.txt, and the Markdown of each page: the site for programs that read text.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { sections } from './site-map.mjs'

/** The first sentence below a page's title. */
function summaryOf (text) {
  const prose = text.replace(/^```[^]*?^```$/gm, '').replace(/^(#|\||<|- ).*$/gm, '')
  const [paragraph = ''] = prose.split(/\n{2,}/).map((part) => part.trim()).filter(Boolean)
  return paragraph.replaceAll('\n', ' ').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').split(/(?<=\.)\s/)[0]
}

/**
 * @param {string} source the folder of the staged pages
 * @param {string} html the folder of the site
 * @param {string} base the base path of the site, `/` or `/neobolt/`
 */
export function writeTexts (source, html, base) {
  for (const name of readdirSync(source, { recursive: true }).filter((name) => name.endsWith('.md'))) {
    mkdirSync(dirname(join(html, name)), { recursive: true })
    cpSync(join(source, name), join(html, name))
  }
  const index = ['# neobolt', '', '> A Neo4j driver for Node.js in TypeScript, and a drop-in for neo4j-driver 6.3.', '']
  const full = []
  for (const { title, pages } of sections) {
    index.push(`## ${title}`, '')
    for (const [page, name] of pages) {
      if (!existsSync(join(source, `${page}.md`))) continue
      const text = readFileSync(join(source, `${page}.md`), 'utf8')
      index.push(`- [${name}](${base}${page}.md): ${summaryOf(text)}`)
      full.push(`<!-- ${page}.md -->`, text.trim(), '')
    }
    index.push('')
  }
  index.push('## Optional', '', `- [Reference](${base}reference/index.md): every public name`, `- [All pages in one file](${base}llms-full.txt)`, '')
  writeFileSync(join(html, 'llms.txt'), index.join('\n'))
  writeFileSync(join(html, 'llms-full.txt'), full.join('\n'))
}
