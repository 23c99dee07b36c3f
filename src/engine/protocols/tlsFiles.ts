/** The certificate files of a plan, read and looked into before the load starts: Node itself takes a broken CA in silence. */
import { X509Certificate } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { createSecureContext, type SecureContext } from 'node:tls'
import type { TlsSettings } from '../../core/plan/compiledPlan.ts'

/** Null when the plan names no files. @throws Error with a plain sentence that names the file and what is wrong with it. */
export function secureContextOf(
  { caFile, certFile, keyFile }: TlsSettings,
  passphrase: string | undefined,
): SecureContext | null {
  if (caFile === null && certFile === null && keyFile === null) return null
  const ca = caFile === null ? undefined : readCertificate(caFile)
  const cert = certFile === null ? undefined : readCertificate(certFile)
  const key = keyFile === null ? undefined : readFileSync(keyFile)
  try {
    return createSecureContext({ ca, cert, key, ...(passphrase !== undefined && { passphrase }) })
  } catch (error) {
    if (isEncrypted(key) && passphrase === undefined)
      throw new Error(
        `The private key ${basename(keyFile!)} is encrypted: give its passphrase as tls.passphrase, from a secret.`,
        { cause: error },
      )
    if (isEncrypted(key))
      throw new Error(`The private key ${basename(keyFile!)} does not open with tls.passphrase.`, { cause: error })
    const files = [certFile, keyFile].filter((file) => file !== null).map((file) => basename(file))
    throw new Error(
      `The client certificate cannot be used (${files.join(', ')}): ${(error as Error).message}. It needs a certificate and its own private key, both as PEM.`,
    )
  }
}

function isEncrypted(key: Buffer | undefined): boolean {
  return key !== undefined && /ENCRYPTED/.test(key.toString('latin1'))
}

function readCertificate(file: string): Buffer {
  const content = readFileSync(file)
  try {
    void new X509Certificate(content)
  } catch {
    throw new Error(
      `${basename(file)} holds no certificate. It must be PEM text that begins with -----BEGIN CERTIFICATE-----.`,
    )
  }
  return content
}
