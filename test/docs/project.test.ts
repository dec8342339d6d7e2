import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { repository } from './pages.js'

const read = (name: string): string => readFileSync(join(repository, name), 'utf8')
const script = (name: string, ...args: string[]): { status: number | null, output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, 'scripts', name), ...args], { encoding: 'utf8' })
  return { status, output: stdout + stderr }
}

describe('the home of the project', () => {
  it('is one line, which all files agree with', () => {
    expect(script('home.mjs', '--check')).toEqual({ status: 0, output: '' })
  })

  it('is in package.json: repository, homepage, bugs, author and funding', () => {
    const { repository: place, homepage, bugs, author, funding } = JSON.parse(read('package.json'))
    for (const text of [place.url, homepage, bugs.url, funding]) expect(text).toMatch(/https:\/\/github\.com\/[\w-]+\/neobolt/)
    expect(author).toBe('The neobolt authors')
  })
})

describe('the workflows', () => {
  const folder = join(repository, '.github/workflows')
  const names = ['actionlint', 'actionlint.exe']
  const actionlint = [...(process.env.PATH ?? '').split(delimiter), join(homedir(), 'go/bin')].flatMap(path => names.map(name => join(path, name))).find(existsSync)

  it('run steps that npm test has, and scripts that package.json has', () => {
    const steps = [...read('scripts/lib/steps.mjs').matchAll(/\{ name: '(\w+)'/g)].map(([, name]) => name)
    const { scripts } = JSON.parse(read('package.json'))
    for (const name of readdirSync(folder)) {
      const text = read(`.github/workflows/${name}`)
      const only = [...text.matchAll(/--only ([\w,]+)/g)].flatMap(([, list]) => list.split(','))
      expect(only.filter(step => !steps.includes(step))).toEqual([])
      expect([...text.matchAll(/npm run (\w+)/g)].map(([, command]) => command).filter(command => scripts[command] === undefined)).toEqual([])
    }
  })

  if (actionlint === undefined) {
    it.skip('have no finding by actionlint is not run: actionlint is neither on the PATH nor in ~/go/bin (go install github.com/rhysd/actionlint/cmd/actionlint@v1.7.12)', () => {})
  } else {
    it('have no finding by actionlint', () => {
      const { status, stdout } = spawnSync(actionlint, readdirSync(folder).map(name => join(folder, name)), { encoding: 'utf8' })
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' })
    })
  }
})

describe('npm run release', () => {
  let folder: string
  const git = (...args: string[]): string => execFileSync('git', ['-c', 'user.name=Test', '-c', 'user.email=test@example.com', ...args], { cwd: folder, encoding: 'utf8' })
  const release = (...args: string[]): ReturnType<typeof script> => script('release.mjs', '--folder', folder, '--no-publish', ...args)

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'neobolt-release-'))
    mkdirSync(join(folder, 'src'))
    const manifest = { name: 'neobolt', version: '0.1.0' }
    writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest, null, 2))
    writeFileSync(join(folder, 'package-lock.json'), JSON.stringify({ ...manifest, packages: { '': manifest } }, null, 2))
    writeFileSync(join(folder, 'src/version.ts'), "export const version = '0.1.0'\n")
    writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\r\n\r\n## Unreleased\r\n\r\n- Something new.\r\n\r\n## 0.1.0 (2026-01-01)\r\n\r\n- First.\r\n')
    git('init', '--quiet')
    git('config', 'user.name', 'Test')
    git('config', 'user.email', 'test@example.com')
    git('config', 'core.autocrlf', 'false')
    git('add', '.')
    git('commit', '--quiet', '--message', 'First')
  })
  afterEach(() => { rmSync(folder, { recursive: true, force: true }) })

  it('sets the version everywhere, moves «Unreleased», commits and tags', () => {
    const { status, output } = release('minor')
    expect(output).toContain('Version 0.2.0 is committed and tagged here, and not pushed.')
    expect(status).toBe(0)
    expect(readFileSync(join(folder, 'src/version.ts'), 'utf8')).toContain("'0.2.0'")
    expect(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version).toBe('0.2.0')
    const lock = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'))
    expect([lock.version, lock.packages[''].version]).toEqual(['0.2.0', '0.2.0'])
    expect(readFileSync(join(folder, 'CHANGELOG.md'), 'utf8'))
      .toMatch(/^# Changelog\n\n## Unreleased\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n- Something new\.\n\n## 0\.1\.0 \(2026-01-01\)\n\n- First\.\n$/)
    expect([git('tag').trim(), git('status', '--porcelain').trim()]).toEqual(['v0.2.0', ''])
  })

  it('changes nothing with --dry', () => {
    expect(release('1.2.3', '--dry').output).toContain('Would release 1.2.3')
    expect([git('tag'), git('status', '--porcelain')]).toEqual(['', ''])
  })

  it('refuses when files are changed, when there is nothing to release, and steps that are none', () => {
    expect(release('sometimes')).toEqual({ status: 1, output: expect.stringContaining('major, minor, patch') })
    writeFileSync(join(folder, 'src/other.ts'), '')
    expect(release('patch')).toEqual({ status: 1, output: expect.stringContaining('not committed') })
    rmSync(join(folder, 'src/other.ts'))
    expect(release('patch').status).toBe(0)
    expect(release('patch')).toEqual({ status: 1, output: expect.stringContaining('nothing under "Unreleased"') })
  })
})
