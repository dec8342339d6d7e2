/** A version of the Bolt protocol, as negotiated with the server. */
export class ProtocolVersion {
  private readonly major: number
  private readonly minor: number

  constructor (major: number, minor: number) {
    this.major = major
    this.minor = minor
  }

  /** The 5 of `5.8`. */
  getMajor (): number {
    return this.major
  }

  /** The 8 of `5.8`. */
  getMinor (): number {
    return this.minor
  }

  /** Whether it is older than the other. */
  isLessThan (other: ProtocolVersion): boolean {
    return this.major < other.major || (this.major === other.major && this.minor < other.minor)
  }

  /** Whether it is newer than the other. */
  isGreaterThan (other: ProtocolVersion): boolean {
    return this.major > other.major || (this.major === other.major && this.minor > other.minor)
  }

  /** Whether it is the other or newer. */
  isGreaterOrEqualTo (other: ProtocolVersion): boolean {
    return !this.isLessThan(other)
  }

  /** Whether it is the other or older. */
  isLessOrEqualTo (other: ProtocolVersion): boolean {
    return !this.isGreaterThan(other)
  }

  /** Whether both are the same. */
  isEqualTo (other: ProtocolVersion): boolean {
    return this.major === other.major && this.minor === other.minor
  }

  /** Such as `5.8`. */
  toString (): string {
    return `${this.major}.${this.minor}`
  }
}
