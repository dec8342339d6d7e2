import { describeTour } from './describe-tour.js'
import { falkorDB } from './servers/falkordb.js'
import { connecting, strangers, users } from './tour/connecting.js'
import { closing, errors } from './tour/errors.js'
import { NO_ANSWER, refusal } from './tour/outcome.js'
import { ignoredTimeout, settings } from './tour/settings.js'
import { streaming } from './tour/streaming.js'
import { transactions } from './tour/transactions.js'
import { graphs, values } from './tour/values.js'

const UNAUTHORIZED = 'FalkorDB.ClientError.Security.Unauthorized'
/** Errors of queries that neo4j-driver has no code for: the server says them in the form of before Bolt 5.7. */
const failedQueries = ['a syntax error', 'an unknown function', 'a missing parameter', 'a division by zero'].map(name => `${name} is an error of the server's`)
const noSuchFunction = (code: string): object => refusal(code, /Unknown function 'elementId'/)
const brokenText = (code: string): object => refusal(code, /Invalid input/)
const unanswered = { code: 'ServiceUnavailable', says: expect.stringMatching(/did not answer in 3000 ms \(connectionAcquisitionTimeout\)/), retriable: true }

const [wrongPassword] = strangers

/*
 * Not on this tour is what crashes the server (temporal values, parameters of more than 4,000 bytes), and what closes
 * connections before the end: it does not answer the handshake of the connection that comes behind a GOODBYE.
 */
describeTour(falkorDB, {
  steps: [...connecting, ...values, ...graphs, ...streaming, ...transactions, ...settings, ignoredTimeout, ...errors, ...users, wrongPassword, ...closing],
  differs: {
    // It puts parameters into the text of the query: floats with six digits, and text without escaping quotes.
    'floats, sent and returned': [0.1, -1.5, 1e300, 0],
    'text with quotes, sent and returned': brokenText('SyntaxError'),
    // It counts labels that are new to the graph.
    'writes nodes and relationships, and counts them': { nodesCreated: 2, relationshipsCreated: 1, propertiesSet: 3, labelsAdded: 1 },
    'element ids find their nodes': noSuchFunction('SyntaxError'),
    // Behind a point it sends a value too many.
    'a point of the server': refusal('ProtocolError', /does not end with its last value/),
    // Every query is committed by itself.
    'rollback() forgets it': [1n, undefined],
    'a session that is closed rolls its transaction back': [1n, undefined],
    'an error ends a transaction, and nothing of it is kept': ['an error', false, 1n, undefined],
    'a bookmark of one session is taken by another': [0, 1n, undefined],
    // It takes the first key of a query's settings, here the access mode, for the name of the graph.
    'a query that only reads, in a session for reading': [0n, undefined],
    'a session for reading cannot write': 1n,
    'executeRead() cannot write': 1,
    'a user that does not exist cannot be impersonated': 7n,
    'a database that does not exist is an error': 7n,
    'an auto-commit query gives a bookmark': 0,
    ...Object.fromEntries(failedQueries.map(name => [name, refusal('SyntaxError')])),
    // It does not answer LOGOFF.
    'verifyAuthentication() accepts the user': unanswered,
    'verifyAuthentication() refuses a wrong password': unanswered,
    'a session with a user of its own, and a wrong password': unanswered,
    'a wrong password is refused': refusal(UNAUTHORIZED)
  },
  official: {
    'writes nodes and relationships, and counts them': { nodesCreated: 2, relationshipsCreated: 1, propertiesSet: 3, labelsAdded: 0 },
    'text with quotes, sent and returned': brokenText('N/A'),
    'element ids find their nodes': noSuchFunction('N/A'),
    'a point of the server': 'Point Point{srid=4326, x=2.5, y=1.5}',
    ...Object.fromEntries(failedQueries.map(name => [name, refusal('N/A')])),
    'verifyAuthentication() accepts the user': true,
    'verifyAuthentication() refuses a wrong password': NO_ANSWER,
    'a session with a user of its own, and a wrong password': NO_ANSWER,
    'a wrong password is refused': refusal('N/A', /^$/)
  }
})
