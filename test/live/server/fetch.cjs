'use strict'

// `node fetch.cjs VERSION…`: fetches these versions into the cache, so that a later run needs no network.
const { jarsOf } = require('./jars.cjs')
const { serverVersion } = require('./versions.cjs')

async function main () {
  for (const version of process.argv.slice(2)) await jarsOf(serverVersion(version).version, line => console.log(line))
}

main().catch(error => {
  console.error(error.message)
  process.exitCode = 1
})
