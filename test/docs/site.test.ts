import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { repository } from './pages.js'
import { SiteServer } from './site-server.js'

const html = join(repository, '.site/html')
/** `DOCS_SCREENSHOTS=folder` keeps a picture of each page of the guide. */
const screenshots = process.env.DOCS_SCREENSHOTS

/** Debian's Chromium, or that of CHROMIUM; nothing is downloaded. */
function findChromium (): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'chrome']
  const candidates = (process.env.PATH ?? '').split(delimiter).flatMap(folder => names.map(name => join(folder, name)))
  return [process.env.CHROMIUM ?? '', ...candidates].find(path => path !== '' && existsSync(path))
}

const executablePath = findChromium()
const WAYS = [
  { name: 'at a desk in the light', width: 1280, height: 900, colorScheme: 'light' as const, pages: 'every page' },
  { name: 'at a desk in the dark', width: 1280, height: 900, colorScheme: 'dark' as const, pages: 'the guide' },
  { name: 'on a phone in the light', width: 390, height: 844, colorScheme: 'light' as const, pages: 'every page' },
  { name: 'on a phone in the dark', width: 390, height: 844, colorScheme: 'dark' as const, pages: 'the guide' }
]

interface Seen { readonly path: string, readonly problems: string[], readonly links: string[], readonly ids: string[], readonly overflow: number }

let server: SiteServer
let paths: string[]

beforeAll(async () => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(repository, 'scripts/docs.mjs')], { encoding: 'utf8', timeout: 240_000 })
  if (status !== 0) throw new Error(`The site could not be built:\n${stdout}\n${stderr}`)
  paths = readdirSync(html, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.html') && name !== '404.html').sort()
  server = await SiteServer.start(html)
}, 300_000)

afterAll(async () => { await server?.close() }, 60_000)

const isReference = (path: string): boolean => path.startsWith('reference/')

async function look (page: Page, path: string): Promise<Seen> {
  const problems: string[] = []
  page.removeAllListeners()
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') problems.push(`${path}: ${message.text()}`) })
  page.on('pageerror', error => { problems.push(`${path}: ${error.message}`) })
  page.on('requestfailed', request => { if (request.failure()?.errorText !== 'net::ERR_ABORTED') problems.push(`${path}: ${request.url()} failed`) })
  await page.goto(`${server.origin}/${path}`, { waitUntil: 'load' })
  await page.waitForFunction('document.querySelector("#app")?.__vue_app__ !== undefined')
  const [links, ids, overflow] = await page.evaluate<[string[], string[], number]>(`[
    [...document.querySelectorAll('a[href]')].map(link => link.href),
    [...document.querySelectorAll('[id]')].map(element => element.id),
    document.documentElement.scrollWidth - window.innerWidth
  ]`)
  return { path, problems, links, ids, overflow }
}

async function lookAtAll (browser: Browser, chosen: string[], { width, height, colorScheme, name }: typeof WAYS[number]): Promise<Seen[]> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme })
  const page = await context.newPage()
  const seen: Seen[] = []
  for (const path of chosen) {
    seen.push(await look(page, path))
    if (screenshots !== undefined && !isReference(path)) {
      mkdirSync(screenshots, { recursive: true })
      await page.screenshot({ path: join(screenshots, `${path.replaceAll('/', '-')}-${name.replaceAll(' ', '-')}.png`) })
    }
  }
  await context.close()
  return seen
}

/** Links within the site that lead to no page, or to no place on it. */
function deadLinks (seen: readonly Seen[]): string[] {
  const pages = new Map(seen.map(({ path, ids }) => [path, new Set(ids)]))
  return seen.flatMap(({ path, links }) => links
    .filter(link => link.startsWith(`${server.origin}/`))
    .filter(link => {
      const { pathname, hash } = new URL(link)
      const target = pathname.slice(1) + (pathname.endsWith('/') ? 'index.html' : '')
      const ids = pages.get(target) ?? pages.get(`${target}.html`)
      if (ids === undefined) return !existsSync(join(html, target))
      return hash !== '' && !ids.has(decodeURIComponent(hash.slice(1)))
    })
    .map(link => `${path} → ${link.slice(server.origin.length)}`))
}

describe('the site of the docs', () => {
  it('has Markdown beside each page, llms.txt and llms-full.txt', () => {
    expect(paths.filter(path => !existsSync(join(html, path.replace(/html$/, 'md'))))).toEqual([])
    const index = readFileSync(join(html, 'llms.txt'), 'utf8')
    expect(index).toMatch(/^# neobolt\n\n> .+\n/)
    const linked = [...index.matchAll(/\]\(\/([^)]+)\)/g)].map(([, path]) => path)
    expect(linked.filter(path => !existsSync(join(html, path)))).toEqual([])
    expect(readFileSync(join(html, 'llms-full.txt'), 'utf8')).toContain('# Getting started')
    expect(readFileSync(join(html, 'errors.html'), 'utf8')).toContain('<link rel="alternate" type="text/markdown" href="/errors.md">')
  })

  if (executablePath === undefined) {
    it.skip('looks right in a browser is not run: there is no Chromium on the PATH (Debian: apt-get install chromium), and CHROMIUM names none', () => {})
    return
  }
  describe('in Chromium', () => {
    let browser: Browser

    beforeAll(async () => { browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] }) }, 60_000)
    afterAll(async () => { await browser?.close() }, 60_000)

    it.each(WAYS.slice(1))('shows $pages $name, without an error and without being wider than the screen', async (way) => {
      const seen = await lookAtAll(browser, way.pages === 'every page' ? paths : paths.filter(path => !isReference(path)), way)
      expect(seen.flatMap(({ problems }) => problems)).toEqual([])
      expect(seen.filter(({ overflow }) => overflow > 0).map(({ path, overflow }) => `${path}: ${overflow} px`)).toEqual([])
    }, 240_000)

    it(`shows every page ${WAYS[0].name} without an error, and has no link that leads nowhere`, async () => {
      const seen = await lookAtAll(browser, paths, WAYS[0])
      expect(seen.flatMap(({ problems }) => problems)).toEqual([])
      expect(seen.filter(({ overflow }) => overflow > 0).map(({ path }) => path)).toEqual([])
      expect(deadLinks(seen)).toEqual([])
    }, 240_000)

    it('finds an error text by its search', async () => {
      const page = await browser.newPage()
      await page.goto(`${server.origin}/getting-started.html`)
      await page.waitForFunction('document.querySelector("#app")?.__vue_app__ !== undefined')
      await page.locator('.VPNavBarSearch button').first().click()
      await page.locator('#localsearch-input').fill('acquisition timed out')
      await page.locator('.results .result').first().waitFor({ timeout: 20_000 })
      const hrefs: string[] = await page.evaluate('[...document.querySelectorAll(".results a.result")].map(link => link.pathname)')
      expect(hrefs.some(path => path.startsWith('/errors'))).toBe(true)
      await page.close()
    }, 60_000)
  })
})

describe('the reference', () => {
  it('has a sentence for every public name, and describes every parameter', () => {
    const names = execFileSync(process.execPath, [join(repository, 'scripts/docs.mjs'), '--undocumented'], { encoding: 'utf8', timeout: 120_000 })
    expect(JSON.parse(names)).toEqual([])
  }, 150_000)
})
