/** A certificate for this machine, for TLS servers in tests. */
import { generate } from 'selfsigned'

export async function ownCertificate(): Promise<{ cert: string; key: string }> {
  const altNames = [
    { type: 2, value: 'localhost' },
    { type: 7, ip: '127.0.0.1' },
  ]
  const pems = await generate([{ name: 'commonName', value: 'localhost' }], {
    extensions: [{ name: 'subjectAltName', altNames }],
  } as never)
  return { cert: pems.cert, key: pems.private }
}
