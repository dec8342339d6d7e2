import { Socket } from 'node:net'

/** Tests whose server speaks Bolt 4.1 or 4.2. */
const OLD_SERVERS = /V4x[12]\.|_bolt_4x[12]$|TestTransport\.test_noop$|\.test_direct_connection_without_url_params$|TestProtocolVersions\.test_server_(agent|version)$/

const MAGIC = Buffer.from('6060b017', 'hex')
/** The same versions without 6.x, and with 4.1 as a separate proposal: 5.8 to 5.0, 4.4 to 4.2, 4.1, 3.0. */
const OLD_OFFER = Buffer.from('6060b017' + '00080805' + '00020404' + '00000104' + '00000003', 'hex')

/**
 * Unlike real servers, the suite's stubs for Bolt 4.1 and 4.2 do not understand version ranges. For them, the driver's four
 * proposals are replaced in transit by those that drivers sent before the manifest existed.
 */
export class OldHandshake {
  readonly #write = Socket.prototype.write

  static isNeededFor (test: string): boolean {
    return OLD_SERVERS.test(test)
  }

  install (): this {
    const write = this.#write as (this: Socket, ...args: unknown[]) => boolean
    Socket.prototype.write = function (this: Socket, chunk: unknown, ...rest: unknown[]): boolean {
      const isOffer = chunk instanceof Uint8Array && chunk.length === OLD_OFFER.length && MAGIC.equals(chunk.subarray(0, 4))
      return write.call(this, isOffer ? OLD_OFFER : chunk, ...rest)
    } as typeof Socket.prototype.write
    return this
  }

  uninstall (): void {
    Socket.prototype.write = this.#write
  }
}
