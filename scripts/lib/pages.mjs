// The Markdown pages as data: headings, links and code blocks, for the docs site and the tests of the pages.
// Run as a program, it prints them as JSON.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { lexer, walkTokens } from 'marked'

const root = join(dirname(fileURLToPath(import.meta.url)), '../..')

/** The anchor of a heading as GitHub makes it. The site uses the same anchors, so that a link works in both. */
export function slugify (heading) {
  return heading.trim().toLowerCase().replace(/<[^>]*>/g, '').replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '').replaceAll(' ', '-')
}

/** `js no-run="needs TLS" fragment` → the language, and its attributes with their values (`''` for those without a value). */
function parseInfo (info = '') {
  const [lang = '', ...rest] = info.match(/[^\s"]+="[^"]*"|\S+/g) ?? []
  const words = Object.fromEntries(rest.map((word) => {
    const [, name, value = ''] = /^([^=]+)(?:="?([^"]*)"?)?$/.exec(word) ?? []
    return [name, value]
  }))
  return { lang, words }
}

/** The code of `<!-- setup: … -->` comments, which all fragments of the page can use. */
function setupOf (text) {
  return [...text.matchAll(/<!-- setup\n([^]*?)-->/g)].map(([, code]) => code).join('\n')
}

const plainText = (text) => text.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/[`*]/g, '')

/**
 * @param {string} path relative to the repository
 * @returns the page's title, headings, links, anchors and code blocks, with line numbers
 */
export function readPage (path) {
  const text = readFileSync(join(root, path), 'utf8').replaceAll('\r\n', '\n')
  const page = { path, text, setup: setupOf(text), title: '', headings: [], links: [], anchors: [], blocks: [] }
  let from = 0
  const lineOf = (raw) => {
    const at = text.indexOf(raw.trimEnd(), from)
    return text.slice(0, at === -1 ? from : at).split('\n').length
  }
  const used = new Map()
  let previous
  for (const token of lexer(text)) {
    walkTokens([token], (inner) => {
      if (inner.type === 'heading') {
        const title = plainText(inner.text)
        const base = slugify(title)
        const times = used.get(base) ?? 0
        used.set(base, times + 1)
        page.title ||= title
        page.headings.push({ text: title, depth: inner.depth, slug: times === 0 ? base : `${base}-${times}`, line: lineOf(inner.raw) })
      } else if (inner.type === 'link' || inner.type === 'image') {
        page.links.push({ href: inner.href, line: lineOf(inner.raw) })
      } else if (inner.type === 'html') {
        for (const [, id] of inner.raw.matchAll(/<a (?:id|name)="([^"]+)"/g)) page.anchors.push(id)
        for (const [, href] of inner.raw.matchAll(/(?:src|srcset)="([^"]+)"/g)) page.links.push({ href, line: lineOf(inner.raw) })
      } else if (inner.type === 'code') {
        const { lang, words } = parseInfo(inner.lang)
        if ('output' in words && previous !== undefined) {
          previous.output = inner.text
        } else {
          previous = { page: path, line: lineOf(inner.raw), heading: page.headings.at(-1)?.text ?? '', lang, words, code: inner.text }
          page.blocks.push(previous)
        }
      }
    })
    from += token.raw.length
  }
  return page
}

/** The pages for users: README, docs and its recipes, but not the generated API reports. */
export function pagePaths () {
  const pagesOf = (folder) => existsSync(join(root, folder))
    ? readdirSync(join(root, folder)).filter((name) => name.endsWith('.md')).sort().map((name) => `${folder}/${name}`)
    : []
  return ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'].filter((name) => existsSync(join(root, name)))
    .concat(pagesOf('docs'), pagesOf('docs/recipes'))
}

if (process.argv[1] !== undefined && relative(process.argv[1], fileURLToPath(import.meta.url)) === '') {
  process.stdout.write(JSON.stringify(pagePaths().map(readPage)))
}
