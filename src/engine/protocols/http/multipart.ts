// multipart/form-data (RFC 7578) as bytes. Not undici's FormData: that gives streams and promises per request, where a
// request of a load test needs one buffer, of which most is known when the plan is linked.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { MultipartPart } from '../../../core/plan/compiledPlan.ts'
import { InvalidValueError } from '../../values/invalidValue.ts'
import { filePart, StreamedBody, type FilePart, type RequestBody } from './streamedBody.ts'
import type { Scope } from '../../values/scope.ts'
import { compileTemplate, isConstant } from '../../values/template.ts'
import type { CompiledTemplate } from '../../values/template.ts'

export interface MultipartBody {
  /** With the boundary, which is the same for all requests of this step. */
  contentType: string
  /**
   * What one request sends; the same each time when nothing in it varies, so it must not be changed.
   * @throws InvalidValueError when a variable has no value.
   */
  build: (scope: Scope) => RequestBody
}

/**
 * Small files are read here, once, and kept; large ones are read whenever they are sent. Values are sent as they are: line breaks in them are not changed.
 * @param slotNames `CompiledPlan.slots`, for messages.
 * @throws Error with a plain sentence when a file cannot be read.
 */
export function encodeMultipart(parts: readonly MultipartPart[], slotNames: readonly string[]): MultipartBody {
  const contents = parts.map((part) => ('file' in part ? readPart(part) : part.value))
  const boundary = boundaryFor(contents)
  const pieces: Piece[] = []
  const put = (piece: Piece): void => {
    const last = pieces[pieces.length - 1]
    if (Buffer.isBuffer(piece) && Buffer.isBuffer(last)) pieces[pieces.length - 1] = Buffer.concat([last, piece])
    else pieces.push(piece)
  }
  parts.forEach((part, index) => {
    put(Buffer.from(`--${boundary}\r\n${partHeaders(part)}\r\n\r\n`))
    const content = contents[index] as Buffer | FilePart | MultipartTemplate
    if (Buffer.isBuffer(content) || isFile(content)) {
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

type Piece = Buffer | FilePart | CompiledTemplate

function isFile(piece: object): piece is FilePart {
  return 'file' in piece
}

type MultipartTemplate = Extract<MultipartPart, { value: unknown }>['value']

function builder(pieces: readonly Piece[], boundary: string): (scope: Scope) => RequestBody {
  const [only] = pieces
  if (pieces.length === 1 && Buffer.isBuffer(only)) return () => only
  const isLarge = pieces.some((piece) => typeof piece !== 'function' && isFile(piece))
  if (isLarge && pieces.every((piece) => typeof piece !== 'function')) {
    const constant = new StreamedBody(pieces)
    return () => constant
  }
  return (scope) => {
    const parts = pieces.map((piece) => {
      if (typeof piece !== 'function') return piece
      const text = piece(scope)
      // A server can send our boundary back, and the plan can send that on: it would be read as the end of the part.
      if (text.includes(boundary)) throw new InvalidValueError('a value of the multipart body contains its boundary')
      return Buffer.from(text)
    })
    return isLarge ? new StreamedBody(parts) : Buffer.concat(parts as Buffer[])
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

function readPart(part: Extract<MultipartPart, { file: string }>): Buffer | FilePart {
  try {
    return filePart(part.file, readFileSync)
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new Error(`The file of the multipart part "${part.name}" cannot be read: ${why}`, { cause: error })
  }
}
