import { describeTour } from './describe-tour.js'
import { arcadeDB } from './servers/arcadedb.js'
import { capabilities, connecting, routing, strangers, users } from './tour/connecting.js'
import { closing, errors } from './tour/errors.js'
import { refusal } from './tour/outcome.js'
import { ignoredTimeout, settings } from './tour/settings.js'
import { largeValues, streaming } from './tour/streaming.js'
import { conflicts, transactions } from './tour/transactions.js'
import { graphs, temporalValues, values } from './tour/values.js'

describeTour(arcadeDB, {
  steps: [
    ...connecting, ...capabilities, ...strangers, ...users, ...routing, ...values, ...temporalValues, ...graphs, ...streaming, ...largeValues, ...transactions, ...conflicts,
    ...settings, ignoredTimeout, ...errors, ...closing
  ],
  differs: {
    // It stores the moment, not the offset.
    'a date and time with an offset, stored and read': 'LocalDateTime 2024-02-29T00:02:03.004000000',
    // The access mode and the user to impersonate are not looked at.
    'a session for reading cannot write': 1n,
    'executeRead() cannot write': 1,
    'a user that does not exist cannot be impersonated': 7n,
    // Only COMMIT is answered with one.
    'an auto-commit query gives a bookmark': 0
  },
  official: {
    // It answers without having asked the server.
    'verifyAuthentication() refuses a wrong password': true,
    'a session with a user of its own, and a wrong password': refusal('ProtocolError', /Authentication failed/)
  }
})
