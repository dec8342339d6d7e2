export { including, type Pattern } from './matching.js'
export { type Responder, ScriptError } from './player.js'
export { ReceivedRequest } from './request.js'
export { type Roles, routingTable } from './routing.js'
export { BoltServer, perConnection, type ScriptPerConnection, type ServerOptions } from './server.js'
export { ServerConnection, type Split } from './server-connection.js'
export { type HandshakeKind } from './server-handshake.js'
export { float } from './server-values.js'
export {
  choice, close, type Condition, cut, delay, failure, type FailureDetails, ignored, message, noop, optional, query, raw, record, repeat, request,
  type RequestName, type Script, type Step, success, until
} from './steps.js'
export { Structure } from '../packstream/structure.js'
