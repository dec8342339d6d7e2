const { execFileSync } = require('node:child_process')
const { cpSync, mkdtempSync, writeFileSync } = require('node:fs')
const { tmpdir } = require('node:os')
const { join } = require('node:path')

const repository = join(__dirname, '../..')

/** Packs the built package and installs the tarball as a user would, into a project outside of the repository. */
module.exports = function packAndInstall () {
  const scratch = mkdtempSync(join(tmpdir(), 'neobolt-pack-'))
  process.env.NEOBOLT_PACK_SCRATCH = scratch
  const npm = (...args) => execFileSync('npm', args, { cwd: scratch, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

  // dist/ is what the step «build» wrote; packing must not build it again.
  const [{ filename }] = JSON.parse(npm('pack', repository, '--ignore-scripts', '--json', '--pack-destination', scratch, '--loglevel=error'))
  writeFileSync(join(scratch, 'package.json'), JSON.stringify({ name: 'scratch', version: '1.0.0', private: true }))
  npm('install', `./${filename}`, '--prefer-offline', '--no-audit', '--no-fund', '--loglevel=error')
  cpSync(join(repository, 'test/pack/fixtures'), scratch, { recursive: true })
}
