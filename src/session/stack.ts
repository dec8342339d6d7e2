import { isNeo4jError } from '../error.js'

/** The stack of a call, as captured by `Error.captureStackTrace`, which formats it lazily. */
export interface Callers {
  stack?: unknown
}

/** How many frames are searched for those of the program. */
const DEPTH = 50
const FRAME = /^\s+at /
/** Frames of Node.js itself, such as those of socket errors. */
const NODE = /[ (]node:/
/** This file as published (one file per entry point), as named by source maps, and in tests. */
const OWN_FILE = /\(?(?:file:\/\/)?([^\s()]*[\\/])(?:dist[\\/](?:cjs|esm)[\\/][^\\/]+|dist[\\/]modules[\\/]session[\\/]stack\.js|src[\\/]session[\\/]stack\.[jt]s):\d+:\d+\)?$/

/** null if it cannot be determined. */
let ownFolder: string | null | undefined

/**
 * Shows the program's frames, without those of this package, in an error that was created where a response was read.
 * Errors that already show the program's frames, and other errors, are not changed.
 *
 * Must be called in an async function after its await: the engine then finds the functions that await it. Nothing is
 * captured for successful queries, unless a callback was passed: `callers` is then the place where it was passed.
 */
export function withCallersStack<E> (error: E, callers?: Callers): E {
  if (!isNeo4jError(error) || showsProgram(error)) return error
  const frames = programFrames(captureCallers(withCallersStack))
  const shown = frames.length > 0 ? frames : programFrames(callers)
  if (shown.length > 0) setStack(error, [`${error.name}: ${error.message}`, ...shown.slice(0, Error.stackTraceLimit)].join('\n'))
  return error
}

/** The stack frames above the function `below`. */
export function captureCallers (below: (...args: never[]) => unknown): Callers {
  const callers: Callers = {}
  const limit = Error.stackTraceLimit
  setLimit(DEPTH)
  Error.captureStackTrace(callers, below)
  setLimit(limit)
  return callers
}

/**
 * The program's stack frames above a function, one per line. Formatted immediately, because the engine keeps the objects
 * whose methods are in a stack alive until it is formatted.
 */
export function callersInProgram (below: (...args: never[]) => unknown): string {
  return programFrames(captureCallers(below)).join('\n')
}

/** Makes the errors of a promise show the code that awaits it. */
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

/** Empty if the program formats stacks itself (`Error.prepareStackTrace`), which may even throw. */
function framesOf (callers: Callers | undefined): string[] {
  try {
    const stack = callers?.stack
    return typeof stack === 'string' ? stack.split('\n').filter(line => FRAME.test(line)) : []
  } catch {
    return []
  }
}

/** The folder of this package's code; undefined if it cannot be distinguished from the program's, as in a bundle. */
function folder (): string | undefined {
  if (ownFolder === undefined) {
    const [here] = framesOf(captureCallers(captureCallers))
    // If the program suppresses all frames, the next error is tried.
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

/** If intrinsics are frozen, the engine's default applies. */
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
