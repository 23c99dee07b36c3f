/** A request's body that is too large to be kept: files are read from disk while they are sent, each time anew. */
import { once } from 'node:events'
import { open } from 'node:fs/promises'
import { statSync } from 'node:fs'
import { basename } from 'node:path'
import type { Writable } from 'node:stream'
import { formatBytes } from '../../../core/units/size.ts'

/** Files up to this size are read once and kept: one buffer for all users. */
export const KEPT_FILE_BYTES = 256 * 1024
const CHUNK_BYTES = 64 * 1024

export interface FilePart {
  /** Absolute path. */
  file: string
  /** Bytes, when the plan was linked. */
  size: number
}

export type RequestBody = Buffer | StreamedBody

/** The file is another one than when the run began: what was announced cannot be sent. The message is a sentence. */
export class BodyFileError extends Error {
  override name = 'BodyFileError'
}

export class StreamedBody {
  readonly length: number
  readonly parts: readonly (Buffer | FilePart)[]

  constructor(parts: readonly (Buffer | FilePart)[]) {
    this.parts = parts
    this.length = parts.reduce((sum, part) => sum + (Buffer.isBuffer(part) ? part.length : part.size), 0)
  }

  /** For people: what it is made of. */
  get description(): string {
    const files = this.parts.flatMap((part) => (Buffer.isBuffer(part) ? [] : [basename(part.file)]))
    return `(${formatBytes(this.length)}, from ${files.join(', ')})`
  }

  /**
   * Writes all of it, no faster than it is taken. `wrote` is told of each piece, in bytes; `done` is called once: with null when everything
   * was handed over, else with what went wrong. Neither is called after the returned function was, which gives up.
   */
  sendTo(writable: Writable, wrote: (bytes: number) => void, done: (error: Error | null) => void): () => void {
    const giveUp = new AbortController()
    const { signal } = giveUp
    let isDone = false
    const tell = (error: Error | null): void => {
      if (isDone || signal.aborted) return
      isDone = true
      done(error)
    }
    this.#send(writable, signal, wrote, () => tell(null)).catch((error: unknown) => tell(error as Error))
    return () => giveUp.abort()
  }

  /** `handedOver`: with the last byte, since the answer to it may come before its file is closed. */
  async #send(
    writable: Writable,
    signal: AbortSignal,
    wrote: (bytes: number) => void,
    handedOver: () => void,
  ): Promise<void> {
    let left = this.length
    const write = async (chunk: Buffer): Promise<void> => {
      if (signal.aborted || writable.destroyed) throw new Error('given up')
      const hasRoom = writable.write(chunk)
      left -= chunk.length
      wrote(chunk.length)
      if (left === 0) handedOver()
      else if (!hasRoom) await once(writable, 'drain', { signal })
    }
    for (const part of this.parts) {
      if (Buffer.isBuffer(part)) await write(part)
      else for await (const chunk of chunksOf(part)) await write(chunk)
    }
  }
}

/** A file of a plan as a part of a body: kept when it is small. @throws Error of node:fs */
export function filePart(file: string, read: (file: string) => Buffer): Buffer | FilePart {
  const { size } = statSync(file)
  return size <= KEPT_FILE_BYTES ? read(file) : { file, size }
}

async function* chunksOf({ file, size }: FilePart): AsyncGenerator<Buffer> {
  const name = basename(file)
  const unreadable = (error: unknown): never => {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown reason'
    throw new BodyFileError(`the file ${name} of the body cannot be read any more (${code})`)
  }
  const handle = await open(file).catch(unreadable)
  try {
    const now = (await handle.stat().catch(unreadable)).size
    if (now !== size)
      throw new BodyFileError(
        `the file ${name} of the body was changed: it has ${now} bytes, and had ${size} when the run began`,
      )
    for (let left = size; left > 0;) {
      // A new one each time: the network may not have taken the last one yet.
      const chunk = Buffer.allocUnsafeSlow(Math.min(CHUNK_BYTES, left))
      const { bytesRead } = await handle.read(chunk, 0, chunk.length).catch(unreadable)
      if (bytesRead === 0)
        throw new BodyFileError(`the file ${name} of the body was changed: it ended ${left} bytes early`)
      left -= bytesRead
      yield chunk.subarray(0, bytesRead)
    }
  } finally {
    await handle.close()
  }
}
