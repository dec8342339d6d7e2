import { writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { choiceOf } from '../live/choice.js'
import { type LocalServer, startServer } from '../live/server/launch.cjs'
import { type Page, readPages, repository } from './pages.js'
import { Program, RecipeProject, runToEnd } from './recipe-project.js'
import { loadSample } from './sample.js'

const VERSION = '5.26.0'
const choice = choiceOf(VERSION, process.env)
const pages = new Map(readPages().map(page => [page.path, page]))
const FRIENDS = [{ name: 'Bo', born: 1985 }]

function pageOf (name: string): Page {
  const page = pages.get(`docs/recipes/${name}.md`)
  if (page === undefined) throw new Error(`There is no recipe ${name}`)
  return page
}

/** What the recipe says that it prints. */
const outputOf = (name: string): string => pageOf(name).blocks.find(({ output }) => output !== undefined)?.output ?? ''

async function freePort (): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  const address = server.address()
  await new Promise(resolve => server.close(resolve))
  return typeof address === 'object' && address !== null ? address.port : 0
}

async function friendsFrom (port: number | string): Promise<unknown> {
  const response = await fetch(`http://localhost:${port}/people/Ada/friends`)
  return await response.json()
}

if (!choice.run) {
  const defineOne = choice.isFailure ? it : it.skip
  defineOne(`the recipes is not run: ${choice.why}`, () => { throw new Error(choice.why) })
} else {
  describe('the recipe', () => {
    let project: RecipeProject
    let server: LocalServer
    let env: NodeJS.ProcessEnv

    beforeAll(async () => {
      server = await startServer(VERSION, { log: line => process.stderr.write(line + '\n') })
      env = {
        ...process.env, NODE_OPTIONS: '', PORT: '0', NEO4J_URI: server.uri.replace('bolt:', 'neo4j:'), NEO4J_USERNAME: server.username, NEO4J_PASSWORD: server.password
      }
      loadSample(repository, env)
      project = new RecipeProject('common')
      project.link('@opentelemetry')
    }, 400_000)

    afterAll(async () => {
      project?.remove()
      await server?.stop()
    }, 60_000)

    it.each(['express', 'fastify'])('%s answers, and ends by SIGTERM with its driver closed', async (name) => {
      const program = new Program(process.execPath, ['server.mjs'], project.write(pageOf(name)), env)
      const [, port] = await program.says(/listening on (\d+)/)
      expect(await friendsFrom(port)).toEqual(FRIENDS)
      expect(await program.end()).toBe(0)
      expect(program.output).toBe(`listening on ${port}\n`)
    }, 90_000)

    it('nestjs compiles, answers, and ends by SIGTERM with its driver closed', async () => {
      const folder = project.write(pageOf('nestjs'))
      runToEnd([join(repository, 'node_modules/typescript/bin/tsc'), 'main.mts', '--target', 'es2022', '--module', 'nodenext', '--strict', '--skipLibCheck',
        '--experimentalDecorators', '--emitDecoratorMetadata', '--types', 'node', '--typeRoots', join(repository, 'node_modules/@types')], folder, env)
      const program = new Program(process.execPath, ['main.mjs'], folder, env)
      const [, port] = await program.says(/listening on (\d+)/)
      expect(await friendsFrom(port)).toEqual(FRIENDS)
      // Nest kills itself with the signal when its hooks are done.
      expect([0, 'SIGTERM']).toContain(await program.end())
      expect(program.output).toBe(`listening on ${port}\n`)
    }, 120_000)

    it('aws-lambda answers several calls with one driver, and ends before the deadline', () => {
      const folder = project.write(pageOf('aws-lambda'))
      writeFileSync(join(folder, 'invoke.mjs'), `
        import { handler } from './handler.mjs'
        const context = ms => ({ getRemainingTimeInMillis: () => ms })
        console.log(JSON.stringify([await handler({ name: 'Ada' }, context(9000)), await handler({ name: 'Bo' }, context(9000))]))
        console.log(await handler({ name: 'Ada' }, context(0)).catch(error => error.name))
        process.exit()`)
      expect(runToEnd(['invoke.mjs'], folder, env).split('\n')).toEqual(['[["Bo"],["Ada","Cleo"]]', 'TimeoutError'])
    }, 60_000)

    it.each([['workers', 'workers.mjs'], ['graphql', 'graphql.mjs']])('%s prints what its page says', (name, file) => {
      expect(runToEnd([file], project.write(pageOf(name)), env)).toBe(outputOf(name))
    }, 90_000)

    it('langchain finds the nearest text by its vector', () => {
      expect(runToEnd(['search.mjs'], project.write(pageOf('langchain')), env)).toContain('graphs have edges')
    }, 90_000)

    it('csv-import writes all rows of a file, and may be run again', () => {
      const folder = project.write(pageOf('csv-import'))
      const lines = Array.from({ length: 2_500 }, (_, id) => `${id},City ${id},${id * 10}`)
      writeFileSync(join(folder, 'cities.csv'), ['id,name,people', ...lines, ''].join('\r\n'))
      for (let run = 0; run < 2; run++) expect(runToEnd(['import-csv.mjs', 'cities.csv'], folder, env)).toBe('2500 rows')
      writeFileSync(join(folder, 'count.mjs'), `
        import neo4j from 'neobolt'
        const driver = neo4j.driver(process.env.NEO4J_URI, neo4j.auth.basic('neo4j', process.env.NEO4J_PASSWORD))
        const { records } = await driver.executeQuery('MATCH (c:City) RETURN count(c) AS cities, sum(c.people) AS people, max(size(c.name)) AS longest')
        console.log(records[0].get('cities').toInt(), records[0].get('people').toInt(), records[0].get('longest').toInt())
        await driver.close()`)
      expect(runToEnd(['count.mjs'], folder, env)).toBe(`2500 ${2_499 * 2_500 / 2 * 10} 9`)
    }, 90_000)

    it('change-streams prints each change once, also later ones, and ends by SIGTERM', async () => {
      const folder = project.write(pageOf('change-streams'))
      writeFileSync(join(folder, 'write.mjs'), `
        import neo4j from 'neobolt'
        const driver = neo4j.driver(process.env.NEO4J_URI, neo4j.auth.basic('neo4j', process.env.NEO4J_PASSWORD))
        await driver.executeQuery("MERGE (c:Counter {name: 'events'}) SET c.value = coalesce(c.value, 0) + 1 " +
          'WITH c.value AS seq CREATE (:Event {seq: seq, text: $text})', { text: process.argv[2] })
        await driver.close()`)
      runToEnd(['write.mjs', 'first'], folder, env)
      const program = new Program(process.execPath, ['follow.mjs'], folder, env)
      await program.says(/1: first\n/)
      runToEnd(['write.mjs', 'second'], folder, env)
      await program.says(/2: second\n/)
      expect(await program.end()).toBe(0)
      expect(program.output).toBe('1: first\n2: second\n')
    }, 90_000)

    it('opentelemetry prints the span of the query below that of the request', () => {
      const output = runToEnd(['traced.mjs'], project.write(pageOf('opentelemetry')), env)
      expect(output).toContain("name: 'friends of a person'")
      expect(output).toContain("name: 'GET /friends'")
      expect(output).toMatch(/parentSpanContext: \{/)
    }, 60_000)

    it('bundling makes one file that runs without node_modules', () => {
      const folder = project.write(pageOf('bundling'))
      runToEnd(['build.mjs'], folder, env)
      expect(runToEnd([join(folder, 'out/app.mjs')], repository, env)).toBe(outputOf('bundling'))
    }, 90_000)

    it('nextjs answers by a route', async () => {
      const next = new RecipeProject('next')
      try {
        const folder = next.write(pageOf('nextjs'))
        const port = await freePort()
        const program = new Program(process.execPath, [join(next.folder, 'node_modules/next/dist/bin/next'), 'dev', '--port', String(port)], folder,
          { ...env, NEXT_TELEMETRY_DISABLED: '1', CI: '1' })
        try {
          await program.says(/Ready in/)
          expect(await friendsFrom(port)).toEqual(FRIENDS)
        } finally {
          await program.end()
        }
      } finally {
        next.remove()
      }
    }, 240_000)
  })
}
