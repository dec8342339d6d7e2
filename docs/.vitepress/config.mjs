// The site of the docs. `npm run docs` writes the pages to .site/src first; see scripts/docs.mjs.
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitepress'
import { sections } from '../../scripts/docs/site-map.mjs'
import { HOME } from '../../scripts/lib/home.mjs'
import { slugify } from '../../scripts/lib/pages.mjs'

const site = join(dirname(fileURLToPath(import.meta.url)), '../../.site')
const source = join(site, 'src')
const reference = join(site, 'reference-sidebar.json')

const sidebar = sections.map(({ title, pages }) => ({
  text: title,
  collapsed: title === 'The project',
  items: pages.filter(([page]) => existsSync(join(source, `${page}.md`))).map(([page, text]) => ({ text, link: `/${page.replace(/index$/, '')}` }))
}))

export default defineConfig({
  title: 'neobolt',
  description: 'A Neo4j driver for Node.js, and a drop-in for neo4j-driver',
  lang: 'en-US',
  base: process.env.DOCS_BASE ?? '/',
  srcDir: source,
  outDir: join(site, 'html'),
  cacheDir: join(site, 'cache'),
  cleanUrls: false,
  // test/docs checks all links, also those between the pages and the code.
  ignoreDeadLinks: true,
  markdown: { anchor: { slugify } },
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  transformHead: ({ pageData }) => [['link', { rel: 'alternate', type: 'text/markdown', href: `${process.env.DOCS_BASE ?? '/'}${pageData.relativePath}` }]],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Guide', link: '/getting-started' },
      { text: 'Recipes', link: '/recipes/' },
      { text: 'Reference', link: '/reference/neobolt/' },
      { text: 'Errors', link: '/errors' }
    ],
    sidebar: {
      '/reference/': existsSync(reference) ? JSON.parse(readFileSync(reference, 'utf8')) : [],
      '/': sidebar
    },
    socialLinks: [{ icon: 'github', link: HOME }]
  }
})
