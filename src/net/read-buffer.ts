const READ_SIZE = 64 * 1024
/** Space in front of the bytes read, for the beginning of a message that an earlier read left incomplete. */
const HEADROOM = 16 * 1024

/**
 * The buffer that all sockets of a driver read into.
 *
 * The bytes of one read are processed before the next read begins on any socket, so one buffer is enough, and idle
 * connections need none.
 */
export class ReadBuffer {
  readonly bytes: Buffer<ArrayBuffer> = Buffer.allocUnsafeSlow(HEADROOM + READ_SIZE)
  readonly view = new DataView(this.bytes.buffer, this.bytes.byteOffset, this.bytes.length)
  /** The part that sockets read into. */
  readonly target = this.bytes.subarray(HEADROOM)
  readonly start = HEADROOM
}
