// Failures of TLS: certificates with what to do about them, and handshakes. The codes are the names of OpenSSL's
// X509_V_ERR_* constants, Node's ERR_TLS_*, and ERR_SSL_* made from the reason of OpenSSL or BoringSSL.
import type { Failure } from './failure.ts'

const TRUST = 'give its file as tls.ca, or set tls.verify: false'

/** Null when the code is not one of TLS. `host` is the name that was asked for, `peer` host:port. */
export function tlsFailure(code: string, message: string, host: string, peer: string): Failure | null {
  const sentence = certificateSentence(code, message, host) ?? handshakeSentence(code, message, peer)
  return sentence === null ? null : { class: 'tls', message: sentence, generator: false }
}

function certificateSentence(code: string, message: string, host: string): string | null {
  switch (code) {
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return `the certificate of ${host} is self-signed: ${TRUST}`
    case 'SELF_SIGNED_CERT_IN_CHAIN':
      return `the certificate of ${host} was issued by a private authority that is not trusted: ${TRUST}`
    case 'UNABLE_TO_GET_ISSUER_CERT':
    case 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY':
    case 'UNABLE_TO_VERIFY_LEAF_SIGNATURE':
    case 'CERT_UNTRUSTED':
    case 'INVALID_CA':
      return `the certificate of ${host} was issued by an unknown authority, or the server does not send its intermediate certificates: ${TRUST}`
    case 'CERT_HAS_EXPIRED':
      return `the certificate of ${host} has expired: renew it, or set tls.verify: false`
    case 'CERT_NOT_YET_VALID':
      return `the certificate of ${host} is not valid yet: are the clocks right? Else set tls.verify: false`
    case 'ERR_TLS_CERT_ALTNAME_INVALID':
    case 'HOSTNAME_MISMATCH':
      return `the certificate is not for ${host}: use a name it is for, or set tls.verify: false${namesIn(message)}`
    case 'UNSPECIFIED':
      // OpenSSL's later codes have no name in Node; their text says it: `CA signature digest algorithm too weak`.
      return `the certificate of ${host} cannot be verified (${message.slice(0, 100)}): ${TRUST}`
    case 'CERT_REVOKED':
      return `the certificate of ${host} has been revoked`
    case 'CERT_SIGNATURE_FAILURE':
    case 'CERT_CHAIN_TOO_LONG':
    case 'PATH_LENGTH_EXCEEDED':
    case 'INVALID_PURPOSE':
    case 'CERT_REJECTED':
    case 'UNABLE_TO_DECRYPT_CERT_SIGNATURE':
    case 'UNABLE_TO_DECODE_ISSUER_PUBLIC_KEY':
    case 'ERROR_IN_CERT_NOT_BEFORE_FIELD':
    case 'ERROR_IN_CERT_NOT_AFTER_FIELD':
    case 'UNABLE_TO_GET_CRL':
    case 'OUT_OF_MEM':
      return `the certificate of ${host} cannot be verified (${code}): ${TRUST}`
    default:
      return null
  }
}

function handshakeSentence(code: string, message: string, peer: string): string | null {
  const reason = code === 'EPROTO' ? message : code
  if (
    code !== 'EPROTO' &&
    !code.startsWith('ERR_SSL_') &&
    !code.startsWith('ERR_TLS_') &&
    !code.startsWith('ERR_OSSL_')
  ) {
    return null
  }
  if (
    /WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|wrong version number|packet length too long/.test(reason)
  ) {
    return `${peer} does not speak TLS: use http:// or ws://, or the port for TLS`
  }
  if (/CERTIFICATE_REQUIRED|certificate required/.test(reason)) {
    return `${peer} requires a client certificate: give tls.cert and tls.key`
  }
  if (
    /ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|UNSUPPORTED_CERTIFICATE)/.test(reason)
  ) {
    return `${peer} does not accept the client certificate (${code})`
  }
  if (/PROTOCOL_VERSION|UNSUPPORTED_PROTOCOL|protocol version|unsupported protocol/.test(reason)) {
    return `${peer} and this machine have no TLS version in common`
  }
  if (/HANDSHAKE_FAILURE|NO_SHARED_CIPHER|handshake failure/.test(reason)) {
    return `${peer} refused the TLS handshake: no cipher or signature in common, or a client certificate is missing`
  }
  if (/UNRECOGNIZED_NAME|unrecognized name/.test(reason)) return `${peer} has no certificate for that name`
  return `the TLS connection to ${peer} failed (${code === 'EPROTO' ? reasonIn(message) : code})`
}

/** Node's message ends with `Cert's altnames: DNS:a.example, DNS:b.example`. */
function namesIn(message: string): string {
  const names = /altnames: ((?!Host)[\x20-\x7e]{1,100})/.exec(message)?.[1]
  return names === undefined ? '' : ` (it is for ${names})`
}

/** OpenSSL's text is `C0FF:error:0A00010B:SSL routines:function:reason:file:line:`; only the reason is for people. */
function reasonIn(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:]{1,100})/.exec(message)?.[1] ?? 'EPROTO'
}
