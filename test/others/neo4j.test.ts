import { describeTour } from './describe-tour.js'
import { neo4jServer } from './servers/neo4j.js'
import { capabilities, connecting, routing, strangers, users } from './tour/connecting.js'
import { closing, errors } from './tour/errors.js'
import { refusal } from './tour/outcome.js'
import { settings } from './tour/settings.js'
import { largeValues, streaming } from './tour/streaming.js'
import { transactions } from './tour/transactions.js'
import { graphs, temporalValues, values } from './tour/values.js'

/** What the tour expects of the others is what Neo4j does. */
describeTour(neo4jServer, {
  steps: [
    ...connecting, ...capabilities, ...strangers, ...users, ...routing, ...values, ...temporalValues, ...graphs, ...streaming, ...largeValues, ...transactions,
    ...settings, ...errors, ...closing
  ],
  differs: {},
  official: {
    // It answers without having asked the server.
    'verifyAuthentication() refuses a wrong password': true,
    'a session with a user of its own, and a wrong password': refusal('ProtocolError', /unauthorized/)
  }
})
