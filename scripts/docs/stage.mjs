// Copies the pages to the folder from which the site is built, with links that work there.
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { HOME } from '../lib/home.mjs'
import { pagePaths } from '../lib/pages.mjs'

/** Pages outside docs/, with their names on the site. */
const OUTSIDE = { 'README.md': 'index.md', 'CHANGELOG.md': 'changelog.md', 'CONTRIBUTING.md': 'contributing.md', 'SECURITY.md': 'security-policy.md' }

/** The path of a page on the site: `docs/errors.md` → `errors.md`. */
export const placeOf = (path) => OUTSIDE[path] ?? path.replace(/^docs\//, '')

/** Converts a link between files of the repository for the site; files that are not pages are linked at the project's home. */
function relink (href, from, pages) {
  if (/^([a-z]+:|#|\/)/.test(href)) return href
  const [target, anchor] = href.split('#')
  const path = posix.normalize(posix.join(posix.dirname(from), target))
  const hash = anchor === undefined ? '' : `#${anchor}`
  if (!pages.has(path)) return `${HOME}/blob/main/${path}${hash}`
  const relative = posix.relative(posix.dirname(placeOf(from)), placeOf(path))
  return `${relative.startsWith('.') ? '' : './'}${relative}${hash}`
}

/** Drawings are inlined into the page, so that their colors follow the site's light and dark modes. */
function inlineDrawings (text, from, root) {
  return text.replace(/^!\[([^\]]*)\]\(([^)]+\.svg)\)$/gm, (_, alt, href) => {
    const svg = readFileSync(join(root, posix.join(posix.dirname(from), href)), 'utf8')
    const drawing = svg.replace(/<style data-standalone[^]*?<\/style>\s*/, '').replace(/\n\s*/g, ' ').trim()
      .replace('<svg ', `<svg role="img" aria-label="${alt.replaceAll('"', '&quot;')}" style="min-width: 640px; max-width: 100%; height: auto" `)
    return `<div style="overflow-x: auto">${drawing}</div>`
  })
}

/** Does not change code: only links outside fences and code spans are rewritten. */
function mapProse (text, map) {
  return text.split(/(^```[^]*?^```$|``[^\n]*?``|`[^`\n]*`)/m).map((part, index) => index % 2 === 0 ? map(part) : part).join('')
}

/**
 * @param {string} root the repository
 * @param {string} folder the target folder
 * @returns {string[]} the paths of the pages
 */
export function stagePages (root, folder) {
  const paths = pagePaths()
  const pages = new Set(paths)
  for (const path of paths) {
    const text = readFileSync(join(root, path), 'utf8').replace(/<!-- setup\n[^]*?-->\n/g, '')
    const staged = mapProse(inlineDrawings(text, path, root), (prose) =>
      prose.replace(/(\]\()([^)\s]+)(\))/g, (_, before, href, after) => before + relink(href, path, pages) + after))
    const file = join(folder, placeOf(path))
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, staged)
  }
  const images = join(root, 'docs/images')
  if (existsSync(images)) cpSync(images, join(folder, 'images'), { recursive: true })
  return paths.map(placeOf)
}
