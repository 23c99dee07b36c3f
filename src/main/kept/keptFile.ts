/** A small file of ours that is read at the start and written whole: never half, and never over one that could not be read. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { z } from 'zod'

export interface KeptFile<T> {
  readonly value: T
  /** Written at once. @throws the error of the system; then nothing is changed. */
  change(next: T): void
}

/**
 * @param schema of what is in the file, with its version
 * @param fresh where there is no file, or one that is damaged; that is kept beside it, as `FILE.damaged`
 * @param tell of damage: a sentence
 */
export function openKeptFile<T>(
  file: string,
  schema: z.ZodType<T>,
  fresh: T,
  tell: (sentence: string) => void,
): KeptFile<T> {
  let value = read() ?? fresh

  function read(): T | null {
    let text: string
    try {
      text = readFileSync(file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
        tell(`${file} cannot be read: ${(error as Error).message}`)
      return null
    }
    const parsed = schema.safeParse(asJson(text))
    if (parsed.success) return parsed.data
    const aside = `${file}.damaged`
    try {
      renameSync(file, aside)
      tell(`${file} is damaged. It was put aside as ${aside}, and the defaults hold.`)
    } catch (error) {
      tell(`${file} is damaged, and cannot be put aside: ${(error as Error).message}`)
    }
    return null
  }

  return {
    get value() {
      return value
    },
    change(next) {
      mkdirSync(dirname(file), { recursive: true })
      const part = `${file}.part`
      writeFileSync(part, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 })
      renameSync(part, file)
      value = next
    },
  }
}

/** Undefined, which no schema of ours takes, where it is none. */
function asJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
