import dns, { type LookupAddress } from 'node:dns'
import { isIP } from 'node:net'
import type { Frontend } from './frontend.js'

type LookupCallback = (error: Error | null, address?: string | LookupAddress[], family?: number) => void

/**
 * Lets the suite define the addresses of a host name. The driver leaves name resolution to Node.js and has no setting for
 * it, so the functions of Node.js are replaced.
 */
export class DomainNames {
  readonly #frontend: Frontend
  readonly #real = dns.lookup

  constructor (frontend: Frontend) {
    this.#frontend = frontend
  }

  install (): this {
    const lookup = (name: string, options: object | LookupCallback, callback?: LookupCallback): void => {
      const done = callback ?? options as LookupCallback
      const { all } = Object(options) as { all?: boolean }
      this.#resolve(name).then(found => {
        if (all === true) {
          done(null, found)
        } else {
          done(null, found[0].address, found[0].family)
        }
      }, (error: Error) => { done(error) })
    }
    dns.lookup = lookup as unknown as typeof dns.lookup
    return this
  }

  uninstall (): void {
    dns.lookup = this.#real
  }

  async #resolve (name: string): Promise<LookupAddress[]> {
    const { addresses } = await this.#frontend.ask('DomainNameResolutionRequired', { name })
    return (addresses as string[]).map(address => ({ address, family: isIP(address) }))
  }
}
