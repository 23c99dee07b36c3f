/**
 * Messages as bytes, for channels that have no structured clone (WebSockets). A frame: length of the JSON (u32, little endian), the
 * JSON, then the content of its typed arrays, each from a multiple of eight on. In the JSON an array stands as the text
 * `\0KIND:OFFSET:LENGTH`; texts that begin with a NUL are given one more, so that nothing a target or a plan says can pass for one.
 */

/** What travels as bytes. Little endian, as every machine is that this runs on. */
const KINDS = { Float64Array, Float32Array, Uint32Array, Int32Array, Uint16Array, Uint8Array } as const
type Kind = keyof typeof KINDS
type TypedArray = InstanceType<(typeof KINDS)[Kind]>

const ALIGNMENT = 8
const MARK = '\0'
/** Nothing of ours comes near it; what is endlessly deep must not get further than here. */
const DEEPEST = 500
const REFERENCE = /^\0(\w+):(\d+):(\d+)$/

/** What came is no frame. */
export class WireError extends Error {
  override name = 'WireError'
}

/**
 * Values are plain data: objects, arrays, texts, numbers, booleans, null, typed arrays. `undefined` is left out; a number that is none,
 * or infinite, becomes null (in typed arrays it stays).
 * @throws WireError for what cannot be sent
 */
export function encodeMessage(message: unknown): Uint8Array<ArrayBuffer> {
  const arrays: { bytes: Uint8Array; at: number }[] = []
  let size = 0
  // Arrays are looked at before their own `toJSON`, which Node's Buffers have, is asked.
  function replaced(this: unknown, key: string, value: unknown): unknown {
    const held = (this as Record<string, unknown>)[key]
    if (!ArrayBuffer.isView(held)) return typeof value === 'string' && value.startsWith(MARK) ? MARK + value : value
    const kind = kindOf(held)
    const at = size
    arrays.push({ bytes: new Uint8Array(held.buffer, held.byteOffset, held.byteLength), at })
    size += aligned(held.byteLength)
    return `${MARK}${kind}:${at}:${(held as TypedArray).length}`
  }
  const json = JSON.stringify(message, replaced) as string | undefined
  if (json === undefined) throw new WireError('There is nothing to send.')
  const text = new TextEncoder().encode(json)
  const contentAt = aligned(4 + text.length)
  const frame = new Uint8Array(contentAt + size)
  new DataView(frame.buffer).setUint32(0, text.length, true)
  frame.set(text, 4)
  for (const { bytes, at } of arrays) frame.set(bytes, contentAt + at)
  return frame
}

/** @throws WireError */
export function decodeMessage(frame: Uint8Array): unknown {
  if (frame.byteLength < 4) throw new WireError('The frame is too short.')
  const length = new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getUint32(0, true)
  if (length > frame.byteLength - 4) throw new WireError('The frame is cut off.')
  // Node's Buffers are Uint8Arrays, too, but their slices are no copies.
  const bytes = new Uint8Array(frame.buffer, frame.byteOffset, frame.byteLength)
  const content = new Content(bytes.subarray(Math.min(bytes.length, aligned(4 + length))))
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(4, 4 + length))
    return restored(JSON.parse(text), content, 0)
  } catch (error) {
    throw error instanceof WireError ? error : new WireError('The frame holds no JSON.')
  }
}

/** What the arrays of a frame are taken from. No byte is given out twice: a small frame must not become a large message. */
class Content {
  readonly #bytes: Uint8Array
  #given = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** A copy of its own: aligned, and the frame can be let go of. */
  take(from: number, length: number): ArrayBuffer {
    this.#given += length
    if (from + length > this.#bytes.length || this.#given > this.#bytes.length) {
      throw new WireError('An array of the frame is cut off.')
    }
    return this.#bytes.slice(from, from + length).buffer
  }
}

/** In place: a reviver of JSON.parse would do the same and take several times as long as parsing. */
function restored(value: unknown, content: Content, depth: number): unknown {
  if (typeof value === 'string') return value.startsWith(MARK) ? unmarked(value, content) : value
  if (typeof value !== 'object' || value === null) return value
  if (depth === DEEPEST) throw new WireError('The frame is nested too deeply.')
  const held = value as Record<string, unknown>
  for (const key in held) {
    const before = held[key]
    const after = restored(before, content, depth + 1)
    if (after !== before) held[key] = after
  }
  return held
}

function unmarked(text: string, content: Content): string | TypedArray {
  if (text.startsWith(MARK + MARK)) return text.slice(1)
  const [, kind, at, length] = REFERENCE.exec(text) ?? []
  if (kind === undefined || !Object.hasOwn(KINDS, kind))
    throw new WireError('The frame holds an unknown kind of array.')
  const array = KINDS[kind as Kind]
  return new array(content.take(Number(at), Number(length) * array.BYTES_PER_ELEMENT))
}

function kindOf(value: ArrayBufferView): Kind {
  for (const kind of Object.keys(KINDS) as Kind[]) if (value instanceof KINDS[kind]) return kind
  throw new WireError(`A ${value.constructor.name} cannot be sent.`)
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT
}
