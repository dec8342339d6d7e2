/** A version of the Bolt protocol, as negotiated with the server. */
export class ProtocolVersion {
  private readonly major: number
  private readonly minor: number

  constructor (major: number, minor: number) {
    this.major = major
    this.minor = minor
  }

  getMajor (): number {
    return this.major
  }

  getMinor (): number {
    return this.minor
  }

  isLessThan (other: ProtocolVersion): boolean {
    return this.major < other.major || (this.major === other.major && this.minor < other.minor)
  }

  isGreaterThan (other: ProtocolVersion): boolean {
    return this.major > other.major || (this.major === other.major && this.minor > other.minor)
  }

  isGreaterOrEqualTo (other: ProtocolVersion): boolean {
    return !this.isLessThan(other)
  }

  isLessOrEqualTo (other: ProtocolVersion): boolean {
    return !this.isGreaterThan(other)
  }

  isEqualTo (other: ProtocolVersion): boolean {
    return this.major === other.major && this.minor === other.minor
  }

  /** Such as `5.8`. */
  toString (): string {
    return `${this.major}.${this.minor}`
  }
}
