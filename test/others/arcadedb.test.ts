import { describeTour } from './describe-tour.js'
import { arcadeDB } from './servers/arcadedb.js'
import { capabilities, connecting, routing, strangers, users } from './tour/connecting.js'
import { closing, errors } from './tour/errors.js'
import { refusal } from './tour/outcome.js'
import { largeValues, streaming } from './tour/streaming.js'
import { conflicts, transactions } from './tour/transactions.js'
import { graphs, temporalValues, values } from './tour/values.js'

describeTour(arcadeDB, {
  steps: [
    ...connecting, ...capabilities, ...strangers, ...users, ...routing, ...values, ...temporalValues, ...graphs, ...streaming, ...largeValues, ...transactions, ...conflicts,
    ...errors, ...closing
  ],
  differs: {},
  official: {
    // It answers without having asked the server.
    'verifyAuthentication() refuses a wrong password': true,
    'a session with a user of its own, and a wrong password': refusal('ProtocolError', /Authentication failed/)
  }
})
