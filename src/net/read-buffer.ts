const READ_SIZE = 64 * 1024
/** Room in front of what is read, for the beginning of a message that an earlier read left incomplete. */
const HEADROOM = 16 * 1024

/**
 * The one buffer that all sockets of a driver are read into.
 *
 * What a read brings is handled before the next read begins, whichever socket that is on, so one buffer is enough;
 * an idle connection needs none.
 */
export class ReadBuffer {
  readonly bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(HEADROOM + READ_SIZE)
  readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length)
  /** The part that sockets read into. */
  readonly target = this.bytes.subarray(HEADROOM)
  readonly start = HEADROOM
}
