const { execFileSync } = require('node:child_process')
const { cpSync, readdirSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')
const packAndInstall = require('../pack/setup.cjs')

const repository = join(__dirname, '../..')

/** Installs the packed tarball and compiles the programs in TypeScript against its declarations, once for all runtimes. */
module.exports = function prepare () {
  packAndInstall()
  const scratch = process.env.NEOBOLT_PACK_SCRATCH
  const programs = join(__dirname, 'programs')
  cpSync(programs, scratch, { recursive: true })
  writeFileSync(join(scratch, 'tsconfig.json'), JSON.stringify({
    compilerOptions: {
      target: 'ES2022',
      module: 'NodeNext',
      strict: true,
      rootDir: '.',
      types: ['node'],
      typeRoots: [join(repository, 'node_modules/@types')]
    },
    files: readdirSync(programs).filter(name => name.endsWith('ts'))
  }))
  execFileSync(process.execPath, [join(repository, 'node_modules/typescript/bin/tsc'), '-p', scratch], { stdio: ['ignore', 'inherit', 'inherit'] })
}
