// For tests of the protocol: a server that plays a script, message by message.
export { including, type Pattern } from './matching.js'
export { type Responder, ScriptError } from './player.js'
export { ReceivedRequest } from '../wire/request.js'
export { type Roles, routingTable } from './routing.js'
export { BoltServer, perConnection, type ScriptPerConnection, type ServerOptions } from './server.js'
export { ServerConnection, type Split } from '../wire/server-connection.js'
export { failure, type FailureDetails } from '../wire/failure.js'
export { float } from '../wire/float.js'
export { type HandshakeKind } from '../wire/server-handshake.js'
export {
  choice, close, type Condition, cut, delay, ignored, message, noop, optional, query, raw, record, repeat, request,
  type RequestName, type Script, type Step, success, until
} from './steps.js'
export { Structure } from '../../packstream/structure.js'
