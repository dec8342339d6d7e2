import { isNeo4jError } from '../error.js'

/** Where somebody called, as `Error.captureStackTrace` keeps it: made into a string only if somebody looks. */
export interface Callers {
  stack?: unknown
}

/** How many frames are looked through for those of the program. */
const DEPTH = 50
const FRAME = /^\s+at /
/** Node's own code, as that which tells a socket's errors. */
const NODE = /[ (]node:/
/** This file as it is published (all of the package in one file per entry), as source maps name it, and as it is tested. */
const OWN_FILE = /\(?(?:file:\/\/)?([^\s()]*[\\/])(?:dist[\\/](?:cjs|esm)[\\/][^\\/]+|dist[\\/]modules[\\/]session[\\/]stack\.js|src[\\/]session[\\/]stack\.[jt]s):\d+:\d+\)?$/

/** null if it can't be told. */
let ownFolder: string | null | undefined

/**
 * Shows the program's frames in an error that was made where the server's answer was read; those of this package are
 * left out. Errors that show the program already, and errors of other kinds, stay as they are.
 *
 * To be called in an async function, after its await: the engine then finds the functions that wait for it. Nothing
 * is captured for queries that succeed, unless a callback is given: then `callers` is where that was.
 */
export function withCallersStack<E> (error: E, callers?: Callers): E {
  if (!isNeo4jError(error) || showsProgram(error)) return error
  const frames = programFrames(captureCallers(withCallersStack))
  const shown = frames.length > 0 ? frames : programFrames(callers)
  if (shown.length > 0) setStack(error, [`${error.name}: ${error.message}`, ...shown.slice(0, Error.stackTraceLimit)].join('\n'))
  return error
}

/** The frames above a function. */
export function captureCallers (below: (...args: never[]) => unknown): Callers {
  const callers: Callers = {}
  const limit = Error.stackTraceLimit
  setLimit(DEPTH)
  Error.captureStackTrace(callers, below)
  setLimit(limit)
  return callers
}

/**
 * The frames of the program above a function, one a line. As a string at once: the engine keeps the objects whose
 * methods are in a stack alive until somebody looks at it.
 */
export function callersInProgram (below: (...args: never[]) => unknown): string {
  return programFrames(captureCallers(below)).join('\n')
}

/** Lets the errors of a promise show who waits for it. */
export async function traced<T> (work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    throw withCallersStack(error)
  }
}

function showsProgram (error: Callers): boolean {
  return folder() !== undefined && programFrames(error).length > 0
}

function programFrames (callers: Callers | undefined): string[] {
  const own = folder()
  return framesOf(callers).filter(line => !NODE.test(line) && (own === undefined || !line.includes(own)))
}

/** None if the program has a form of its own for stacks (`Error.prepareStackTrace`), which may even fail. */
function framesOf (callers: Callers | undefined): string[] {
  try {
    const stack = callers?.stack
    return typeof stack === 'string' ? stack.split('\n').filter(line => FRAME.test(line)) : []
  } catch {
    return []
  }
}

/** Where this package's code lies; undefined if it cannot be told from the program's, as in a bundle. */
function folder (): string | undefined {
  if (ownFolder === undefined) {
    const [here] = framesOf(captureCallers(captureCallers))
    // Without any frames, which the program may have seen to, the next error may tell.
    if (here !== undefined) ownFolder = folderOf(here) ?? null
  }
  return ownFolder ?? undefined
}

function folderOf (frame: string): string | undefined {
  const match = OWN_FILE.exec(frame)
  if (match === null) return undefined
  const isSource = /src[\\/]session[\\/]stack\.[jt]s:/.test(frame)
  return `${match[1]}${isSource ? 'src' : 'dist'}${match[1].endsWith('\\') ? '\\' : '/'}`
}

/** Where intrinsics are frozen, the engine's default has to do. */
function setLimit (limit: number): void {
  try {
    Error.stackTraceLimit = limit
  } catch { /* see above */ }
}

function setStack (error: Error, stack: string): void {
  try {
    error.stack = stack
  } catch { /* a frozen error keeps the stack that it has */ }
}
