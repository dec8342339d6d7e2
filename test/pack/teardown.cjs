const { rmSync } = require('node:fs')

module.exports = function removeScratch () {
  rmSync(process.env.NEOBOLT_PACK_SCRATCH, { recursive: true, force: true })
}
