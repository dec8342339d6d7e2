import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RUNTIME_PACKAGES, runtimeOf } from './runtime.js'

describe('a runtime that can be had neither from the cache nor from npm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'neobolt-runtimes-'))
  afterAll(() => { rmSync(folder, { recursive: true, force: true }) })

  it.each(RUNTIME_PACKAGES)('is told with the reason, and leaves nothing half-made: $name', (row) => {
    const env = { ...process.env, NEOBOLT_CACHE: folder, npm_config_offline: 'true', npm_config_cache: join(folder, 'npm') }
    expect(runtimeOf(row, env)).toEqual({ name: row.name, why: expect.stringContaining(row.spec) })
    const cache = join(folder, 'runtimes')
    expect(process.platform === 'linux' && process.arch === 'x64' ? readdirSync(cache) : []).toEqual([])
  })
})
