import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { choiceOf } from '../live/choice.js'
import { type LocalServer, startServer } from '../live/server/launch.cjs'
import { BlockProject, isCode } from './block-project.js'
import { type CodeBlock, type Page, readPages, repository } from './pages.js'
import { loadSample } from './sample.js'

const VERSION = '5.26.0'
/** The pages delete and create data, so that only a server of our own will do. */
const choice = choiceOf(VERSION, process.env)
const pages = readPages().filter(page => page.blocks.some(isCode))

let project: BlockProject
let server: LocalServer
let env: NodeJS.ProcessEnv

beforeAll(async () => {
  project = new BlockProject(pages)
  if (!choice.run) return
  server = await startServer(VERSION, { log: line => process.stderr.write(line + '\n') })
  env = {
    ...process.env,
    NODE_OPTIONS: '',
    NEO4J_URI: server.uri.replace('bolt:', 'neo4j:'),
    NEO4J_USERNAME: server.username,
    NEO4J_PASSWORD: server.password
  }
}, 180_000)

afterAll(async () => {
  project?.remove()
  await server?.stop()
}, 60_000)

/** What the pages call `neo4j://localhost:7687` and `'password'` is the server of this test. */
function pointAtServer (program: string): void {
  const code = readFileSync(program, 'utf8')
    .replaceAll(/\b(neo4j|bolt):\/\/localhost(:7687)?(?![:\w])/g, `$1://localhost:${server.port}`)
    .replaceAll("auth.basic('neo4j', 'password')", `auth.basic('neo4j', '${server.password}')`)
  writeFileSync(program, code)
}

/** Whether the lines are those of the page, where `…` stands for anything. */
function patternOf (output: string): RegExp {
  const escaped = output.trim().split('…').map(part => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${escaped.join('[^]*?')}$`)
}

function runBlock (block: CodeBlock): void {
  const { program } = project.compiled(block)
  pointAtServer(program)
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [program], { cwd: dirname(program), env, encoding: 'utf8', timeout: 45_000 })
  if (status !== 0) {
    throw new Error(`ended with ${String(status ?? signal)}\n${stdout}\n${stderr}`)
  }
  if (block.output !== undefined) {
    expect(stdout.trim()).toMatch(patternOf(block.output))
  }
}

const nameOf = ({ line, heading }: CodeBlock): string => `line ${line} (${heading})`

describe.each(pages.map(page => [page.path, page] as const))('%s', (_, page: Page) => {
  const blocks = page.blocks.filter(isCode)
  const runnable = blocks.filter(({ words }) => !('no-run' in words) && !('file' in words))

  it.each(blocks.map(block => [nameOf(block), block] as const))('has a block at %s that compiles', (_, block) => {
    expect(project.compiled(block).problems).toEqual([])
  })

  it('says of every block that is not run why', () => {
    expect(blocks.filter(({ words }) => words['no-run'] === '').map(nameOf)).toEqual([])
  })

  if (runnable.length === 0) return
  if (!choice.run) {
    const defineOne = choice.isFailure ? it : it.skip
    defineOne(`runs on a server is not run: ${choice.why}`, () => { throw new Error(choice.why) })
    return
  }
  describe('on a server', () => {
    beforeAll(() => { loadSample(repository, env) }, 90_000)

    it.each(runnable.map(block => [nameOf(block), block] as const))('has a block at %s that runs', (_, block) => { runBlock(block) }, 60_000)
  })
})
