import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { errorTexts } from './error-texts.js'
import { repository } from './pages.js'

const page = readFileSync(join(repository, 'docs/errors.md'), 'utf8')

/** Texts that reach their error by a variable: the place that has each, and how the page writes it. */
const INDIRECT = [
  { file: 'src/net/socket.ts', source: 'Connection was closed by server', text: 'Connection was closed by server (…)' },
  { file: 'src/net/socket.ts', source: '\'Connection was closed\'', text: 'Connection was closed (…)' },
  { file: 'src/net/socket.ts', source: 'Connection to server was lost: ', text: 'Connection to server was lost: … (…)' },
  { file: 'src/driver/lossy-parameter-warnings.ts', source: ' as a query parameter arrives as ', text: '… as a query parameter arrives as … in the database. Pass … instead.' },
  { file: 'src/foreign-error.ts', source: 'A callback of the program failed with ', text: 'A callback of the program failed with …, which is not an Error.' },
  { file: 'src/bolt/connection-errors.ts', source: 'The server\'s message could not be read: ', text: 'The server\'s message could not be read: … (…)' }
]

/** The texts on the page, each of which has an anchor of its own. */
const described = new Set([...page.matchAll(/<a id="(text-[a-z0-9-]+)"><\/a>(`` (.*?) ``|`([^`]*)`)/g)]
  .map(([, , , doubled, single]) => (doubled ?? single).replaceAll('\\|', '|')))

const made = errorTexts(repository)

describe('docs/errors.md', () => {
  it.each([...new Set(made.map(({ file }) => file))])('describes every error text of %s', (file) => {
    const missing = made.filter(text => text.file === file && !described.has(text.pattern))
    expect(missing.map(({ pattern, line }) => `${file}:${line}: ${pattern}`)).toEqual([])
  })

  it.each(INDIRECT)('describes «$text»', ({ file, source, text }) => {
    expect(readFileSync(join(repository, file), 'utf8')).toContain(source)
    expect(described).toContain(text)
  })

  it('describes no text that the driver does not make', () => {
    const known = new Set([...made.map(({ pattern }) => pattern), ...INDIRECT.map(({ text }) => text)])
    expect([...described].filter(text => !known.has(text))).toEqual([])
  })

  it('has different anchors', () => {
    const anchors = [...page.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id)
    expect(anchors.filter((id, index) => anchors.indexOf(id) !== index)).toEqual([])
  })

  it('names every code that the driver decides by', () => {
    const codes = readFileSync(join(repository, 'src/error-codes.ts'), 'utf8')
    const names = [...codes.matchAll(/'((?:Neo\.\w+\.\w+\.\w+)|ServiceUnavailable|SessionExpired|ProtocolError|N\/A)'/g)].map(([, code]) => code)
    expect(names.length).toBeGreaterThan(15)
    expect([...new Set(names)].filter(code => !page.includes(`\`${code}\``) && !page.includes(`\n### ${code}\n`))).toEqual([])
    expect(page).toContain('### ABORT_ERR')
    expect(page).toContain('`50N42`')
  })
})
