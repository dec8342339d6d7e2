import { existsSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { readPages, repository } from './pages.js'

const pages = new Map(readPages().map(page => [page.path, page]))
const scripts: Readonly<Record<string, string>> = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).scripts

/** Why a link within the repository leads nowhere. */
function problemOf (path: string, href: string): string | undefined {
  if (/^[a-z]+:/.test(href)) return undefined
  const [name, anchor] = href.split('#')
  const target = name === '' ? path : posix.normalize(posix.join(posix.dirname(path), name))
  if (!existsSync(join(repository, target))) return `there is no ${target}`
  const page = pages.get(target)
  if (anchor === undefined || page === undefined) return undefined
  const anchors = [...page.headings.map(({ slug }) => slug), ...page.anchors]
  return anchors.includes(anchor) ? undefined : `${target} has no heading «${anchor}»`
}

describe.each([...pages.keys()])('%s', (path) => {
  const page = pages.get(path)

  it('has no link that leads nowhere', () => {
    const dead = page?.links.map(({ href, line }) => ({ line, href, problem: problemOf(path, href) })).filter(({ problem }) => problem !== undefined)
    expect(dead).toEqual([])
  })

  it('names only commands that there are', () => {
    const commands = [...page?.text.matchAll(/npm run ([a-z][\w:-]*)/g) ?? []].map(([, name]) => name)
    expect(commands.filter(name => scripts[name] === undefined)).toEqual([])
    const files = [...page?.text.matchAll(/node ((?:examples|scripts|test|bench)\/[\w./-]+)/g) ?? []].map(([, name]) => name)
    expect(files.filter(name => !existsSync(join(repository, name)))).toEqual([])
  })
})
