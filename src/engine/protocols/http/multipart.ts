// multipart/form-data (RFC 7578) as bytes. Not undici's FormData: that gives streams and promises per request, where a
// request of a load test needs one buffer, of which most is known when the plan is linked.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { MultipartPart } from '../../../core/plan/compiledPlan.ts'
import { InvalidValueError } from '../../values/invalidValue.ts'
import type { Scope } from '../../values/scope.ts'
import { compileTemplate, isConstant } from '../../values/template.ts'
import type { CompiledTemplate } from '../../values/template.ts'

export interface MultipartBody {
  /** With the boundary, which is the same for all requests of this step. */
  contentType: string
  /**
   * The bytes of one request; the same buffer each time when nothing in it varies, so it must not be changed.
   * @throws InvalidValueError when a variable has no value.
   */
  build: (scope: Scope) => Buffer
}

/**
 * Files are read here, once, and kept. Values are sent as they are: line breaks in them are not changed.
 * @param slotNames `CompiledPlan.slots`, for messages.
 * @throws Error with a plain sentence when a file cannot be read.
 */
export function encodeMultipart(parts: readonly MultipartPart[], slotNames: readonly string[]): MultipartBody {
  const contents = parts.map((part) => ('file' in part ? readPart(part) : part.value))
  const boundary = boundaryFor(contents)
  const pieces: (Buffer | CompiledTemplate)[] = []
  const put = (piece: Buffer | CompiledTemplate): void => {
    const last = pieces[pieces.length - 1]
    if (Buffer.isBuffer(piece) && Buffer.isBuffer(last)) pieces[pieces.length - 1] = Buffer.concat([last, piece])
    else pieces.push(piece)
  }
  parts.forEach((part, index) => {
    put(Buffer.from(`--${boundary}\r\n${partHeaders(part)}\r\n\r\n`))
    const content = contents[index] as Buffer | MultipartTemplate
    if (Buffer.isBuffer(content)) {
      put(content)
    } else {
      const constant = isConstant(content)
      put(constant === null ? compileTemplate(content, slotNames) : Buffer.from(constant))
    }
    put(Buffer.from('\r\n'))
  })
  put(Buffer.from(`--${boundary}--\r\n`))
  return { contentType: `multipart/form-data; boundary=${boundary}`, build: builder(pieces, boundary) }
}

type MultipartTemplate = Extract<MultipartPart, { value: unknown }>['value']

function builder(pieces: readonly (Buffer | CompiledTemplate)[], boundary: string): (scope: Scope) => Buffer {
  const [only] = pieces
  if (pieces.length === 1 && Buffer.isBuffer(only)) return () => only
  return (scope) => {
    const buffers = pieces.map((piece) => {
      if (Buffer.isBuffer(piece)) return piece
      const text = piece(scope)
      // A server can send our boundary back, and the plan can send that on: it would be read as the end of the part.
      if (text.includes(boundary)) throw new InvalidValueError('a value of the multipart body contains its boundary')
      return Buffer.from(text)
    })
    return Buffer.concat(buffers)
  }
}

function partHeaders(part: MultipartPart): string {
  const disposition = `content-disposition: form-data; name="${escapeName(part.name)}"`
  if (!('file' in part)) return disposition
  const type = part.contentType.replace(/[\r\n]+/g, ' ')
  return `${disposition}; filename="${escapeName(part.filename)}"\r\ncontent-type: ${type}`
}

/** As browsers do (WHATWG HTML, multipart/form-data encoding algorithm); backslashes stay, because receivers keep them. */
function escapeName(name: string): string {
  return name.replaceAll('\n', '%0A').replaceAll('\r', '%0D').replaceAll('"', '%22')
}

/** From what is known of the body, so that a run can be repeated; no content can contain a hash of itself. */
function boundaryFor(contents: readonly unknown[]): string {
  const hash = createHash('sha256')
  for (const content of contents) hash.update(Buffer.isBuffer(content) ? content : JSON.stringify(content)).update('\0')
  return `loadwright-${hash.digest('hex').slice(0, 32)}`
}

function readPart(part: Extract<MultipartPart, { file: string }>): Buffer {
  try {
    return readFileSync(part.file)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The file of the multipart part "${part.name}" cannot be read: ${why}`, { cause: error })
  }
}
