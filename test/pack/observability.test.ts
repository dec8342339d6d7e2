import { execFile } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { BoltServer } from '../../src/testing/script/index.js'
import { rowsServer } from '../helpers/rows-server.js'
import { repository, scratchFolder } from './scratch.js'

/** The programs of docs/observability.md, by their file names. */
const text = readFileSync(join(repository, 'docs/observability.md'), 'utf8')
const programs = new Map([...text.matchAll(/^```js file=(\S+\.cjs)[^\n]*\n([^]*?)^```/gm)].map(([, name, code]) => [name, code] as const))

/** A project with the tarball and OpenTelemetry's SDK beside it, as a user installs them. */
function project (): string {
  const folder = join(scratchFolder(), 'observability')
  if (existsSync(folder)) return folder
  mkdirSync(join(folder, 'node_modules'), { recursive: true })
  for (const name of ['neobolt', 'tslib']) cpSync(join(scratchFolder(), 'node_modules', name), join(folder, 'node_modules', name), { recursive: true })
  cpSync(join(repository, 'node_modules/@opentelemetry'), join(folder, 'node_modules/@opentelemetry'), { recursive: true })
  for (const [name, code] of programs) writeFileSync(join(folder, name), code)
  return folder
}

async function run (args: string[], env: NodeJS.ProcessEnv): Promise<{ stdout: string, stderr: string }> {
  return await promisify(execFile)(process.execPath, args, { cwd: project(), env: { ...process.env, NODE_OPTIONS: '', ...env }, timeout: 100_000 })
}

async function withDatabase (work: (uri: string, server: BoltServer) => Promise<void>): Promise<void> {
  const server = await BoltServer.start(rowsServer())
  try {
    await work(server.uri, server)
  } finally {
    await server.close()
  }
}

/** What an OTLP collector is sent, by path. */
async function withCollector (work: (endpoint: string, received: Map<string, any[]>) => Promise<void>): Promise<void> {
  const received = new Map<string, any[]>()
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const path = request.url ?? ''
      received.set(path, [...received.get(path) ?? [], JSON.parse(Buffer.concat(parts).toString())])
      response.setHeader('content-type', 'application/json').end('{}')
    })
  })
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve) })
  try {
    await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, received)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const PROGRAM = `const neo4j = require('neobolt')
const driver = neo4j.driver(process.env.NEO4J_URI)
const session = driver.session()
session.run('UNWIND range(1, 3) AS x RETURN x', { secret: 'pL4nted' }).then(() => session.close()).then(() => driver.close())`

jest.setTimeout(120_000)

describe('the programs of docs/observability.md', () => {
  it('are these', () => {
    expect([...programs.keys()]).toEqual(['grafana.cjs', 'slow-queries.cjs', 'sentry.cjs'])
    expect(programs.get('slow-queries.cjs')?.trimEnd().split('\n').length).toBeLessThanOrEqual(20)
  })

  it('grafana.cjs: sends spans and metrics to a collector', async () => {
    await withCollector(async (endpoint, received) => {
      await withDatabase(async (uri, server) => {
        await run(['grafana.cjs'], { NEO4J_URI: uri, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })
        const spans = (received.get('/v1/traces') ?? []).flatMap(({ resourceSpans }) => resourceSpans).flatMap(({ scopeSpans }) => scopeSpans).flatMap(scope => scope.spans)
        const [query, caller] = ['cheap offers', 'find offers'].map(name => spans.find(span => span.name === name))
        expect(spans).toHaveLength(2)
        expect(query.parentSpanId).toBe(caller.spanId)
        const begin = server.received[0].find(({ name }) => name === 'BEGIN')
        expect(begin?.fields).toMatchObject([{ tx_metadata: { traceparent: `00-${query.traceId}-${query.spanId}-01` } }])
        const metrics = (received.get('/v1/metrics') ?? []).flatMap(({ resourceMetrics }) => resourceMetrics).flatMap(({ scopeMetrics }) => scopeMetrics).flatMap(scope => scope.metrics)
        expect(metrics.map(({ name }) => name)).toEqual(expect.arrayContaining(['db.client.operation.duration', 'db.client.connection.count', 'db.client.connection.max']))
      })
    })
  })

  it('slow-queries.cjs: prints slow queries without parameters, and no others', async () => {
    await withDatabase(async uri => {
      const args = ['--require', './slow-queries.cjs', '-e', PROGRAM]
      const { stderr } = await run(args, { NEO4J_URI: uri, SLOW_QUERY_MS: '0' })
      expect(stderr).toMatch(/^\d+ ms, 3 records, neo4j on 127\.0\.0\.1: UNWIND range\(1, 3\) AS x RETURN x\n$/)
      expect((await run(args, { NEO4J_URI: uri, SLOW_QUERY_MS: '60000' })).stderr).toBe('')
    })
  })

  it('sentry.cjs: makes spans by three functions of Sentry, for which others stand in here', async () => {
    const standIn = join(project(), 'node_modules/@sentry/node')
    mkdirSync(standIn, { recursive: true })
    writeFileSync(join(standIn, 'index.js'), `exports.init = () => {}
exports.startInactiveSpan = span => ({ setStatus: status => { span.status = status }, setAttribute: (key, value) => { span.attributes[key] = value },
  end: () => { console.log(JSON.stringify(span)) } })`)
    await withDatabase(async uri => {
      const failing = PROGRAM.replace('.then(() => session.close())', '.then(() => session.close()).then(() => session.run("late")).catch(() => {})')
      const { stdout } = await run(['--require', './sentry.cjs', '-e', failing], { NEO4J_URI: uri })
      expect(stdout.trimEnd().split('\n').map(line => JSON.parse(line))).toMatchObject([
        { name: 'neo4j', op: 'db.query', attributes: { 'db.system.name': 'neo4j', 'db.namespace': 'neo4j', 'db.query.text': expect.stringContaining('UNWIND') } },
        { name: 'neo4j', status: { code: 2, message: 'N/A' } }
      ])
      expect(stdout).not.toContain('pL4nted')
    })
  })

  it('neobolt/opentelemetry without the peer dependency: the error names it, and the driver works', async () => {
    const source = `require('neobolt')
      try { require('neobolt/opentelemetry') } catch (error) { console.log(error.code, /@opentelemetry.api/.test(error.message)) }`
    const { stdout } = await promisify(execFile)(process.execPath, ['-e', source], { cwd: scratchFolder() })
    expect(stdout).toBe('MODULE_NOT_FOUND true\n')
  })
})
