'use strict'

// Prints the version of the server that NEO4J_URI, NEO4J_USERNAME and NEO4J_PASSWORD name, e.g. `5.26.0`.
const neo4j = require('neo4j-driver')

const { NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD } = process.env
const driver = neo4j.driver(NEO4J_URI, neo4j.auth.basic(NEO4J_USERNAME, NEO4J_PASSWORD), { connectionTimeout: 10_000 })

driver.getServerInfo()
  .then(info => console.log(/\/([\d.]+)/.exec(info.agent)?.[1] ?? info.agent))
  .catch(error => {
    console.error(`The server of NEO4J_URI does not answer: ${error.message}`)
    process.exitCode = 1
  })
  .finally(() => driver.close())
