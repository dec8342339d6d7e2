import { Logger, logging, type LogLevel } from '../../../src/log.js'

const levels: LogLevel[] = ['error', 'warn', 'info', 'debug']

function recorder (level?: LogLevel): { log: Logger, lines: string[] } {
  const lines: string[] = []
  const log = Logger.create({ logging: { level, logger: (messageLevel, message) => lines.push(`${messageLevel} ${message}`) } })
  return { log, lines }
}

describe('the logger', () => {
  it.each(levels)('at level %s writes messages of that level and the graver ones only', level => {
    const { log, lines } = recorder(level)
    levels.forEach(name => { log[name](`a ${name}`) })
    expect(lines).toEqual(levels.slice(0, levels.indexOf(level) + 1).map(name => `${name} a ${name}`))
  })

  it('writes info and graver messages when no level is given', () => {
    const { log, lines } = recorder()
    levels.forEach(name => { log[name](`a ${name}`) })
    expect(lines).toEqual(['error a error', 'warn a warn', 'info a info'])
    expect(log.isDebugEnabled()).toBe(false)
  })

  it('makes a message only if somebody will read it', () => {
    const { log, lines } = recorder('info')
    const make = jest.fn(() => 'expensive')
    log.debug(make)
    expect(make).not.toHaveBeenCalled()
    log.info(make)
    expect(lines).toEqual(['info expensive'])
  })

  it('is silent when logging is not configured', () => {
    const log = Logger.create({})
    expect(log).toBe(Logger.noOp())
    expect(Logger.create(null)).toBe(log)
    expect(log.isDebugEnabled()).toBe(false)
    log.error(() => { throw new Error('this message was not asked for') })
  })

  it('refuses an unknown level and names the known ones', () => {
    expect(() => Logger.create({ logging: { level: 'trace' as LogLevel, logger: () => undefined } }))
      .toThrow('Illegal logging level: trace. Supported levels are: error,warn,info,debug')
    expect(() => Logger.create({ logging: { level: 'toString' as LogLevel, logger: () => undefined } })).toThrow('Illegal logging level')
  })

  it('refuses a logger that is not a function', () => {
    expect(() => Logger.create({ logging: {} as never })).toThrow('Illegal logger function: undefined')
  })

  it('tells its users whether debug messages may show data', () => {
    expect(recorder().log.unredactDebugLogs).toBe(false)
    expect(Logger.create({ logging: logging.console('debug', true) }).unredactDebugLogs).toBe(true)
  })
})

describe('logging.console', () => {
  it('prints the time, the level and the message', () => {
    const print = jest.spyOn(console, 'log').mockImplementation(() => undefined)
    try {
      Logger.create({ logging: logging.console('warn') }).warn('low on coffee')
      expect(print.mock.calls).toEqual([[expect.stringMatching(/^\d{13} WARN low on coffee$/)]])
    } finally {
      print.mockRestore()
    }
  })
})

describe('a logger that fails', () => {
  it.each<[string, () => unknown]>([
    ['throws', () => { throw new Error('full') }], ['throws nothing', () => { throw undefined }], ['rejects', async () => await Promise.reject(new Error('full'))]
  ])('and %s is told once, as a warning of the process, and disturbs nothing', async (_, logger) => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => {})
    const log = Logger.create({ logging: { level: 'debug', logger } })
    log.error('one')
    log.debug(() => 'two')
    await new Promise(resolve => setTimeout(resolve, 20))
    expect(warn.mock.calls).toEqual([[expect.stringContaining('The logger in the config of a neobolt driver failed: '), 'NeoboltWarning']])
    warn.mockRestore()
  })
})
