import { isIP } from 'node:net'
import { type OnEscape, placeOf } from './isolation.js'
import type { SimulatedNetwork } from './network.js'

/** What the driver may have of Node as it is: nothing in it knows of time, chance or other machines. */
const HARMLESS = ['async_hooks', 'diagnostics_channel', 'events', 'os', 'util', 'util/types', 'path', 'crypto', 'url']

/**
 * `require` for the driver's code: sockets are those of the network; what else reaches out of the process is an escape.
 * @param real how harmless modules are loaded
 */
export function modulesOf (network: () => SimulatedNetwork, real: (name: string) => unknown, onEscape: OnEscape): (name: string) => unknown {
  const net = { isIP, connect: (options: Parameters<SimulatedNetwork['connect']>[0]) => network().connect(options) }
  const outside = (name: string): object => {
    const module = {}
    for (const key of Object.keys(real(name) as object)) {
      Object.defineProperty(module, key, {
        enumerable: true,
        get: function get () {
          onEscape(`${name}.${key}`, placeOf(get))
          throw new Error(`The simulation does not have ${name}.`)
        }
      })
    }
    return module
  }
  return name => {
    const short = name.replace(/^node:/, '')
    if (short === 'net') return net
    return HARMLESS.includes(short) ? real(name) : outside(name)
  }
}
