import { newError } from './error.js'
import { messageOf } from './foreign-error.js'

/** The severity of a log message. Level `debug` logs all messages, level `error` only errors. */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

/** Receives each message of the configured level or a more severe one. */
export type LoggerFunction = (level: LogLevel, message: string) => unknown

/** The driver's `logging` config. */
export interface LoggingConfig {
  /** The least severe level that is logged. Default: `info`. */
  level?: LogLevel
  /** Called with the level and the text of each message. */
  logger: LoggerFunction
  /** Whether `debug` messages show parameters, records and the messages of failures; tokens are never shown. Default: `false`. */
  unredactDebugLogs?: boolean
}

/** A message, or a function that makes it, which is called only if the message is logged. */
type LogMessage = string | (() => string)

const rank: Readonly<Record<LogLevel, number>> = Object.freeze({ error: 0, warn: 1, info: 2, debug: 3 })
const SILENT = -1
const DEFAULT_LEVEL: LogLevel = 'info'

/** Passes messages to the user's function. A message below the configured level costs one comparison. */
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
   * The logger of a driver config; the silent logger if `logging` is not set.
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

  /** The shared silent logger. */
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

  /** A failing logger must not leave a connection half closed: its first error is reported as a process warning. */
  #failed (error: unknown): void {
    if (this.#hasFailed) return
    this.#hasFailed = true
    process.emitWarning(`The logger in the config of a neobolt driver failed: ${messageOf(error)}`, 'NeoboltWarning')
  }
}

const noOpLogger = new Logger(DEFAULT_LEVEL, () => undefined, false, true)

/** Ready-made values for the driver's `logging` config. */
export const logging = {
  /**
   * Prints `<ms since 1970> <LEVEL> <message>` with `console.log`.
   * @param level the least severe level to print
   * @param unredactDebugLogs see {@link LoggingConfig.unredactDebugLogs}
   */
  console: (level: LogLevel, unredactDebugLogs?: boolean): LoggingConfig => ({
    level,
    logger: (messageLevel, message) => { console.log(`${Date.now()} ${messageLevel.toUpperCase()} ${message}`) },
    unredactDebugLogs
  })
}
