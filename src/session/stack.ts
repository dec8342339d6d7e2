/**
 * Adds the stack of the one who awaits to an error that was made where the server's answer was read.
 *
 * To be called in an async function, after its await: the engine then finds the functions that wait for it. Nothing
 * is captured for queries that succeed.
 */
export function withCallersStack<E extends Error> (error: E): E {
  const here: { stack?: string } = {}
  Error.captureStackTrace(here, withCallersStack)
  const callers = here.stack?.split('\n').slice(1).join('\n') ?? ''
  const head = `${error.name}: ${error.message}`
  error.stack = callers === '' ? error.stack : `${head}\n${callers}`
  return error
}
