// Bodies on their way in: content-encoding and charset taken off, within a limit that a compressed bomb cannot pass.
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync, zstdDecompressSync } from 'node:zlib'
import type { ErrorClass } from '../../../core/recording/second.ts'
import { formatBytes } from '../../../core/units/size.ts'

/** Why a body cannot be read; the message is a plain sentence. */
export class BodyError extends Error {
  override name = 'BodyError'
  readonly class: Extract<ErrorClass, 'tooLarge' | 'protocol'>

  constructor(errorClass: BodyError['class'], message: string) {
    super(message)
    this.class = errorClass
  }
}

/** More codings than this on one body is an attack, not a server. */
const MAX_CODINGS = 4

/**
 * The body without its content-encodings (RFC 9110 §8.4: gzip, deflate, br, zstd, in the order they were applied).
 * Synchronous, because a body is decoded only when a check or an extraction looks into it, and those are small.
 * @param limitBytes of the result, and of everything on the way to it
 * @throws BodyError tooLarge, or protocol when the data is broken or the coding unknown
 */
export function decodeBody(body: Buffer, contentEncoding: string | string[] | undefined, limitBytes: number): Buffer {
  if (body.length > limitBytes) throw tooLarge(limitBytes)
  // No body (HEAD, 204, 304) has nothing to decode, whatever the header says.
  if (contentEncoding === undefined || body.length === 0) return body
  const codings = String(contentEncoding)
    .toLowerCase()
    .split(',', MAX_CODINGS + 1)
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length > MAX_CODINGS)
    throw new BodyError('protocol', `the body is encoded more than ${MAX_CODINGS} times`)
  return codings.reduceRight((data, coding) => decodeOnce(data, coding, limitBytes), body)
}

function decodeOnce(data: Buffer, coding: string, limitBytes: number): Buffer {
  // Zero would mean "no limit" to zlib.
  const options = { maxOutputLength: Math.max(limitBytes, 1) }
  try {
    switch (coding) {
      case 'gzip':
      case 'x-gzip':
        return gunzipSync(data, options)
      case 'deflate':
        // RFC 9110 says zlib format, but some servers send the raw stream; the two-byte zlib header tells (RFC 1950 §2.2).
        return isZlib(data) ? inflateSync(data, options) : inflateRawSync(data, options)
      case 'br':
        return brotliDecompressSync(data, options)
      case 'zstd':
        return zstdDecompressSync(data, options)
    }
  } catch (error) {
    const code = codeOf(error)
    if (code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(limitBytes)
    throw new BodyError('protocol', `the body is not valid ${coding}: ${reason(code)}`)
  }
  throw new BodyError(
    'protocol',
    `the body has the content-encoding ${JSON.stringify(coding.slice(0, 40))}, which is unknown`,
  )
}

function tooLarge(limitBytes: number): BodyError {
  return new BodyError('tooLarge', `the body is larger than ${formatBytes(limitBytes)}`)
}

function isZlib(data: Buffer): boolean {
  const [first = 0, second = 0] = data
  return (first & 0x0f) === 8 && ((first << 8) | second) % 31 === 0
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}

function reason(code: string): string {
  if (code === 'Z_BUF_ERROR' || code === 'ERR_BROTLI_DECODER_ERROR_UNREACHABLE') return 'it ends too early'
  return code === '' ? 'it is damaged' : `it is damaged (${code})`
}

/** Labels of one engine's run; a server has few, and a hostile one must not fill the memory with them. */
const MAX_DECODERS = 50
const decoders = new Map<string, InstanceType<typeof TextDecoder> | null>()

/**
 * The text of a body: a byte order mark decides, else the charset of the content type, else UTF-8. What cannot be decoded
 * becomes U+FFFD, an unknown charset is read as UTF-8, as browsers do.
 * @param contentType value of the header
 */
export function textOfBody(body: Buffer, contentType: string | undefined): string {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return body.toString('utf8', 3)
  if ((body[0] === 0xff && body[1] === 0xfe) || (body[0] === 0xfe && body[1] === 0xff)) {
    return new TextDecoder(body[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(body)
  }
  const decoder = contentType === undefined ? null : decoderFor(contentType)
  return decoder === null ? body.toString('utf8') : decoder.decode(body)
}

/** Null for UTF-8, which Buffer decodes faster. */
function decoderFor(contentType: string): InstanceType<typeof TextDecoder> | null {
  const known = decoders.get(contentType)
  if (known !== undefined) return known
  const label = /;\s{0,20}charset\s{0,20}=\s{0,20}"?([^\s;"]{1,40})/i.exec(contentType)?.[1]
  const decoder = label === undefined ? null : createDecoder(label)
  if (decoders.size < MAX_DECODERS) decoders.set(contentType, decoder)
  return decoder
}

function createDecoder(label: string): InstanceType<typeof TextDecoder> | null {
  try {
    const decoder = new TextDecoder(label)
    return decoder.encoding === 'utf-8' ? null : decoder
  } catch {
    return null
  }
}
