/** A version of the Bolt protocol, as negotiated with the server. */
export class ProtocolVersion {
  private readonly major: number
  private readonly minor: number

  constructor (major: number, minor: number) {
    this.major = major
    this.minor = minor
  }

  /** The major version: 5 for `5.8`. */
  getMajor (): number {
    return this.major
  }

  /** The minor version: 8 for `5.8`. */
  getMinor (): number {
    return this.minor
  }

  /** Whether this version is older than `other`. */
  isLessThan (other: ProtocolVersion): boolean {
    return this.major < other.major || (this.major === other.major && this.minor < other.minor)
  }

  /** Whether this version is newer than `other`. */
  isGreaterThan (other: ProtocolVersion): boolean {
    return this.major > other.major || (this.major === other.major && this.minor > other.minor)
  }

  /** Whether this version is `other` or newer. */
  isGreaterOrEqualTo (other: ProtocolVersion): boolean {
    return !this.isLessThan(other)
  }

  /** Whether this version is `other` or older. */
  isLessOrEqualTo (other: ProtocolVersion): boolean {
    return !this.isGreaterThan(other)
  }

  /** Whether both versions are equal. */
  isEqualTo (other: ProtocolVersion): boolean {
    return this.major === other.major && this.minor === other.minor
  }

  /** The version as `major.minor`, like `5.8`. */
  toString (): string {
    return `${this.major}.${this.minor}`
  }
}
