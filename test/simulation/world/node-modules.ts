import { isIP } from 'node:net'
import type { SimulatedNetwork } from './network.js'

/** What the driver may have of Node as it is: nothing in it knows of time, chance or other machines. */
const HARMLESS = ['async_hooks', 'diagnostics_channel', 'events', 'os', 'util', 'util/types', 'path', 'crypto', 'url']

/**
 * `require` for the driver's code: sockets are those of the network; what else reaches out of the process is an escape.
 * @param real how harmless modules are loaded
 */
export function modulesOf (network: () => SimulatedNetwork, real: (name: string) => unknown, onEscape: (what: string) => void): (name: string) => unknown {
  const net = { isIP, connect: (options: Parameters<SimulatedNetwork['connect']>[0]) => network().connect(options) }
  const outside = (name: string): unknown => new Proxy({}, {
    get: (_, property) => {
      // Compilers ask for it when they import a CommonJS module.
      if (typeof property === 'symbol' || property === '__esModule' || property === 'default') return undefined
      onEscape(`${name}.${property}`)
      return undefined
    }
  })
  return name => {
    const short = name.replace(/^node:/, '')
    if (short === 'net') return net
    return HARMLESS.includes(short) ? real(name) : outside(name)
  }
}
