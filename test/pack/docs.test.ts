import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Ended, node, repository, scratchFolder, tool } from './scratch.js'

/** A project with the installed package, the tools that its user has, and the files that docs/testing.md shows. */
const project = (): string => join(scratchFolder(), 'docs')

/** The blocks of code that begin with the name of their file. */
function filesOfDocument (): Array<[name: string, code: string]> {
  const text = readFileSync(join(repository, 'docs/testing.md'), 'utf8')
  return [...text.matchAll(/^```js file=(\S+)[^\n]*\n([^]*?)^```$/gm)].map(([, name, code]) => [name, code])
}

beforeAll(() => {
  mkdirSync(join(project(), 'node_modules'), { recursive: true })
  symlinkSync(join(scratchFolder(), 'node_modules/neobolt'), join(project(), 'node_modules/neobolt'))
  symlinkSync(dirname(require.resolve('vitest/package.json')), join(project(), 'node_modules/vitest'))
  writeFileSync(join(project(), 'package.json'), '{ "name": "docs", "private": true }')
  for (const [name, code] of filesOfDocument()) writeFileSync(join(project(), name), code)
})

const outcome = ({ code, stdout, stderr }: Ended): object => ({ code, text: stdout + stderr })

describe('docs/testing.md', () => {
  it('shows a service and three tests', () => {
    expect(filesOfDocument().map(([name]) => name)).toEqual(['people.js', 'people.test.js', 'people.vitest.test.mjs', 'people.node.test.mjs'])
  })

  it('has a test that passes in jest', () => {
    expect(outcome(node([tool('jest', 'jest'), '--rootDir', project(), '--testMatch', '**/people.test.js', '--detectOpenHandles', '--ci'])))
      .toEqual({ code: 0, text: expect.stringMatching(/^Tests: +3 passed, 3 total$/m) })
  })

  it('has a test that passes in vitest', () => {
    expect(outcome(node([tool('vitest', 'vitest'), 'run', '--root', project(), '--no-color', 'people.vitest.test.mjs'])))
      .toEqual({ code: 0, text: expect.stringMatching(/^ +Tests +1 passed \(1\)$/m) })
  })

  it('has a test that passes in node:test', () => {
    expect(outcome(node(['--test', '--test-reporter', 'tap', join(project(), 'people.node.test.mjs')])))
      .toEqual({ code: 0, text: expect.stringMatching(/^# pass 1$/m) })
  })
})
