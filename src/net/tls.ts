import { promises as fs } from 'node:fs'
import { isIP } from 'node:net'
import type { ConnectionOptions, TLSSocket } from 'node:tls'
import { newError, type Neo4jError } from '../error.js'
import type { ClientIdentity } from './client-identity.js'

/** Which server certificates the driver accepts. */
export type TrustStrategy =
  'TRUST_ALL_CERTIFICATES' | 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES' | 'TRUST_SYSTEM_CA_SIGNED_CERTIFICATES'

export interface TlsSettings {
  trust: TrustStrategy
  /** Paths of the trusted certificates, for TRUST_CUSTOM_CA_SIGNED_CERTIFICATES. */
  trustedCertificates: readonly string[]
}

/** The options of `tls.connect` for verifying the server at `host`. */
export async function tlsOptions (host: string, { trust, trustedCertificates }: TlsSettings, identity?: ClientIdentity): Promise<ConnectionOptions> {
  return {
    minVersion: 'TLSv1.2',
    // SNI allows host names only, not IP addresses: RFC 6066, section 3.
    servername: isIP(host) === 0 ? host : '',
    host,
    rejectUnauthorized: trust !== 'TRUST_ALL_CERTIFICATES',
    ...(trust === 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES' ? { ca: await readCertificates(trustedCertificates) } : {}),
    ...identity?.tlsOptions()
  }
}

async function readCertificates (files: readonly string[]): Promise<Buffer[]> {
  if (files.length === 0) {
    throw newError(
      'You are using TRUST_CUSTOM_CA_SIGNED_CERTIFICATES as the method to verify trust for encrypted connections, but have not ' +
      'configured any trustedCertificates: name at least one file with an X.509 certificate there, or use another method.')
  }
  return await Promise.all(files.map(async file => {
    try {
      return await fs.readFile(file)
    } catch (error) {
      throw newError(`A file of trustedCertificates could not be read: ${(error as Error).message}`, undefined, error as Error)
    }
  }))
}

/** Even with `TRUST_ALL_CERTIFICATES` the server must present a certificate. */
export function assertHasCertificate (socket: TLSSocket): void {
  const certificate = socket.getPeerCertificate()
  if (certificate == null || Object.keys(certificate).length === 0) {
    throw newError('Secure connection was successful but server did not return any valid certificates. Such connection can not be trusted.')
  }
}

const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_HAS_EXPIRED', 'CERT_NOT_YET_VALID',
  'CERT_UNTRUSTED', 'CERT_REJECTED', 'CERT_SIGNATURE_FAILURE', 'CERT_REVOKED', 'ERR_TLS_CERT_ALTNAME_INVALID',
  'INVALID_CA', 'INVALID_PURPOSE', 'HOSTNAME_MISMATCH'
])

/** OpenSSL's codes for the alert of an old server, and for a response with a version that is too old. */
const NO_COMMON_VERSION = new Set(['ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'ERR_SSL_UNSUPPORTED_PROTOCOL'])

/** The error to report for an error of the TLS layer; undefined for other errors. */
export function explainTlsError (error: NodeJS.ErrnoException, address: string, code: string): Neo4jError | undefined {
  if (error.code !== undefined && UNTRUSTED.has(error.code)) {
    return newError(
      `Server certificate is not trusted: the certificate of ${address} was refused (${error.message}). If you trust the database, ` +
      'add its certificate, or the one that signed it, to the certificates trusted by this driver: `trustedCertificates: ' +
      "['path/to/certificate.crt']` with `trust: 'TRUST_CUSTOM_CA_SIGNED_CERTIFICATES'`.", code, error)
  }
  if (error.code === 'ERR_SSL_WRONG_VERSION_NUMBER' || error.code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return newError(
      `Failed to connect to server. ${address} answered the TLS handshake in plain text: it does not expect ` +
      'encrypted connections on this port; use a scheme without +s or +ssc, or enable encryption on the server.', code, error)
  }
  if (error.code !== undefined && NO_COMMON_VERSION.has(error.code)) {
    return newError(`Failed to connect to server. ${address} does not offer TLS 1.2 or newer, which this driver needs (${error.message}).`, code, error)
  }
  return undefined
}
