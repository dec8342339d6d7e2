import { newError } from './error.js'
import { messageOf } from './foreign-error.js'

/** How important a message of the log is: `debug` includes all messages, `error` only errors. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** Receives each message of the configured level or above. */
export type LoggerFunction = (level: LogLevel, message: string) => unknown

/**
 * The driver's `logging` config.
 *
 * `level` defaults to `info`. `unredactDebugLogs` (default false) lets query parameters and records into debug messages.
 */
export interface LoggingConfig {
  /** The least important level that is logged. Default: `info`. */
  level?: LogLevel
  /** Called with the level and the text of each message. */
  logger: LoggerFunction
  /** Whether messages of level `debug` show parameters, records and texts of failures; never tokens. Default: `false`. */
  unredactDebugLogs?: boolean
}

/** A message, or a function that makes it: called only if the message will be written. */
type LogMessage = string | (() => string)

const rank: Readonly<Record<LogLevel, number>> = Object.freeze({ error: 0, warn: 1, info: 2, debug: 3 })
const SILENT = -1
const DEFAULT_LEVEL: LogLevel = 'info'

/** Hands messages to the user's function; what is below the configured level costs one comparison. */
export class Logger {
  readonly _level: LogLevel
  readonly _loggerFunction: LoggerFunction
  /** Whether debug messages may show query parameters and records. */
  readonly unredactDebugLogs: boolean
  readonly #rank: number
  #hasFailed = false

  constructor (level: LogLevel, loggerFunction: LoggerFunction, unredactDebugLogs: boolean = false, silent: boolean = false) {
    this._level = level
    this._loggerFunction = loggerFunction
    this.unredactDebugLogs = unredactDebugLogs
    this.#rank = silent ? SILENT : rank[level]
  }

  /**
   * The logger that a driver config asks for; the silent one if it asks for none.
   * @throws Neo4jError if the level is unknown or the logger is not a function
   */
  static create (config?: { logging?: LoggingConfig } | null): Logger {
    const logging = config?.logging
    if (logging == null) {
      return noOpLogger
    }
    const level = logging.level ?? DEFAULT_LEVEL
    if (!Object.hasOwn(rank, level)) {
      throw newError(`Illegal logging level: ${level}. Supported levels are: ${Object.keys(rank).join()}`)
    }
    if (typeof logging.logger !== 'function') {
      throw newError(`Illegal logger function: ${String(logging.logger)}. Expected a function (level, message), such as that of neo4j.logging.console()`)
    }
    return new Logger(level, logging.logger, logging.unredactDebugLogs ?? false)
  }

  /** The one logger that never says anything. */
  static noOp (): Logger {
    return noOpLogger
  }

  isDebugEnabled (): boolean {
    return this.#rank >= rank.debug
  }

  error (message: LogMessage): void {
    this.#write('error', message)
  }

  warn (message: LogMessage): void {
    this.#write('warn', message)
  }

  info (message: LogMessage): void {
    this.#write('info', message)
  }

  debug (message: LogMessage): void {
    this.#write('debug', message)
  }

  #write (level: LogLevel, message: LogMessage): void {
    if (this.#rank >= rank[level]) {
      try {
        const returned: unknown = this._loggerFunction(level, typeof message === 'function' ? message() : message)
        if (returned instanceof Promise) returned.catch(error => { this.#failed(error) })
      } catch (error) {
        this.#failed(error)
      }
    }
  }

  /** A logger that fails must not leave a connection half-closed: it is told once, as a warning of the process. */
  #failed (error: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    process.emitWarning(`The logger in the config of a neobolt driver has failed: ${messageOf(error)}`, 'NeoboltWarning')
  }
}

const noOpLogger = new Logger(DEFAULT_LEVEL, () => undefined, false, true)

/** Ready-made values for the driver's `logging` config. */
export const logging = {
  /** Prints `<ms since 1970> <LEVEL> <message>` with `console.log`; `level` defaults to `info`. */
  console: (level: LogLevel, unredactDebugLogs?: boolean): LoggingConfig => ({
    level,
    logger: (messageLevel, message) => { console.log(`${Date.now()} ${messageLevel.toUpperCase()} ${message}`) },
    unredactDebugLogs
  })
}
