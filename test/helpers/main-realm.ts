import { runInThisContext } from 'node:vm'

// Tests run in a realm of their own; Node's WebCrypto, which neo4j-driver uses, refuses the ArrayBuffers of another.
globalThis.Int8Array = runInThisContext('Int8Array') as Int8ArrayConstructor
