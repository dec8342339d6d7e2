import { isIP } from 'node:net'
import { type OnEscape, placeOf } from './isolation.js'
import type { SimulatedNetwork } from './network.js'

/** What the driver may have of Node as it is: nothing in it knows of time, chance or other machines. */
const HARMLESS = ['async_hooks', 'diagnostics_channel', 'events', 'os', 'util', 'util/types', 'path', 'crypto', 'url']

/** The path of a file that the driver may read: a certificate and its key. */
export const CERTIFICATE_FILE = '/simulated/client.pem'

/**
 * `require` for the driver's code: sockets, encrypted or not, are those of the network; what else reaches out of the process is an escape.
 * @param real how harmless modules are loaded
 */
export function modulesOf (network: () => SimulatedNetwork, real: (name: string) => unknown, onEscape: OnEscape): (name: string) => unknown {
  const net = { isIP, connect: (options: Parameters<SimulatedNetwork['connect']>[0]) => network().connect(options) }
  const tls = { connect: (options: Parameters<SimulatedNetwork['connectSecurely']>[0]) => network().connectSecurely(options) }
  const outside = (name: string): object => {
    const module = {}
    for (const key of Object.keys(real(name) as object)) {
      Object.defineProperty(module, key, {
        configurable: true,
        enumerable: true,
        get: function get () {
          onEscape(`${name}.${key}`, placeOf(get))
          throw new Error(`The simulation does not have ${name}.`)
        }
      })
    }
    return module
  }
  /** What is read when the driver is loaded, and fails when it is called. */
  const uncallable = (name: string): object => Object.fromEntries(Object.keys(real(name) as object).map(key => [key, function called (): never {
    onEscape(`${name}.${key}`, placeOf(called))
    throw new Error(`The simulation does not have ${name}.`)
  }]))
  const files = (name: string): object => {
    const readFile = async (path: string): Promise<Buffer> => {
      if (path === CERTIFICATE_FILE) return Buffer.from('A certificate')
      onEscape(`${name}.promises.readFile`, placeOf(readFile))
      throw new Error(`The simulation does not have ${path}.`)
    }
    return Object.defineProperty(outside(name), 'promises', { value: { readFile } })
  }
  return name => {
    const short = name.replace(/^node:/, '')
    if (short === 'net') return net
    if (short === 'tls') return tls
    if (short === 'fs') return files(name)
    if (short === 'timers') return uncallable(name)
    return HARMLESS.includes(short) ? real(name) : outside(name)
  }
}
