import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { version } from '../../src/version.js'

it('the version that servers are told is that of the package', () => {
  const manifest = JSON.parse(readFileSync(join(__dirname, '../../package.json'), 'utf8'))
  expect(version).toBe(manifest.version)
})
