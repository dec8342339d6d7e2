import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// Certificates by hand (RFC 5280, in the DER of X.690), so that the tests need no openssl program.

const SEQUENCE = 0x30
const SET = 0x31
const INTEGER = 0x02
const BIT_STRING = 0x03
const OCTET_STRING = 0x04
const OBJECT_ID = 0x06
const UTF8_STRING = 0x0c
const UTC_TIME = 0x17
const TRUE = Buffer.from([0x01, 0x01, 0xff])

const ECDSA_WITH_SHA256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]
const COMMON_NAME = [0x55, 0x04, 0x03]
const SUBJECT_ALT_NAME = [0x55, 0x1d, 0x11]
const BASIC_CONSTRAINTS = [0x55, 0x1d, 0x13]

const DAY = 24 * 3600 * 1000

export interface CertificateOptions {
  commonName: string
  /** Host names and IPv4 addresses that it is for. */
  hosts?: string[]
  /** Days from now at which it ends; negative for the past. Default 1. */
  days?: number
  isAuthority?: boolean
  /** The authority that signs it; itself if left out. */
  issuer?: Certificate
}

/** A certificate with its private key, P-256. */
export class Certificate {
  readonly commonName: string
  readonly privateKey: KeyObject
  /** PEM. */
  readonly cert: string

  constructor (options: CertificateOptions) {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    this.commonName = options.commonName
    this.privateKey = privateKey
    const toBeSigned = body(options, publicKey.export({ type: 'spki', format: 'der' }))
    const signature = sign('sha256', toBeSigned, options.issuer?.privateKey ?? privateKey)
    const whole = der(SEQUENCE, toBeSigned, algorithm(), der(BIT_STRING, Buffer.from([0]), signature))
    this.cert = `-----BEGIN CERTIFICATE-----\n${whole.toString('base64').replace(/(.{64})/g, '$1\n')}\n-----END CERTIFICATE-----\n`
  }

  /** The private key as PEM, encrypted if there is a passphrase. */
  key (passphrase?: string): string {
    return this.privateKey.export({ type: 'pkcs8', format: 'pem', ...(passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase }) }) as string
  }
}

/** A folder for certificate files, gone after the tests of the enclosing `describe`. */
export function useFolder (): { file: (name: string, text: string) => string } {
  const folder = mkdtempSync(join(tmpdir(), 'certificates-'))
  afterAll(() => { rmSync(folder, { recursive: true }) })
  return {
    file: (name, text) => {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    }
  }
}

function body ({ commonName, hosts = [], days = 1, isAuthority = false, issuer }: CertificateOptions, publicKey: Buffer): Buffer {
  const end = Date.now() + days * DAY
  const extensions = [
    ...(isAuthority ? [extension(BASIC_CONSTRAINTS, der(SEQUENCE, TRUE), true)] : []),
    ...(hosts.length > 0 ? [extension(SUBJECT_ALT_NAME, der(SEQUENCE, ...hosts.map(alternativeName)), false)] : [])
  ]
  return der(SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1])),
    algorithm(),
    name(issuer?.commonName ?? commonName),
    der(SEQUENCE, time(end - 10 * DAY), time(end)),
    name(commonName),
    publicKey,
    ...(extensions.length > 0 ? [der(0xa3, der(SEQUENCE, ...extensions))] : []))
}

function der (tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const header = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from(header), content])
}

function algorithm (): Buffer {
  return der(SEQUENCE, der(OBJECT_ID, Buffer.from(ECDSA_WITH_SHA256)))
}

function name (commonName: string): Buffer {
  return der(SEQUENCE, der(SET, der(SEQUENCE, der(OBJECT_ID, Buffer.from(COMMON_NAME)), der(UTF8_STRING, Buffer.from(commonName)))))
}

function time (milliseconds: number): Buffer {
  return der(UTC_TIME, Buffer.from(new Date(milliseconds).toISOString().replace(/\.\d+|[-:T]/g, '').slice(2)))
}

function extension (id: number[], value: Buffer, critical: boolean): Buffer {
  return der(SEQUENCE, der(OBJECT_ID, Buffer.from(id)), ...(critical ? [TRUE] : []), der(OCTET_STRING, value))
}

function alternativeName (host: string): Buffer {
  return isIP(host) === 4 ? der(0x87, Buffer.from(host.split('.').map(Number))) : der(0x82, Buffer.from(host))
}
