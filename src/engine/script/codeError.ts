/** What code of the user's threw, as people read it: a sentence, and the place in their file. */
import { relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface CodeError {
  message: string
  /** `x.plan.ts:12:5`, relative to the plan's folder; null when none of their lines took part. */
  place: string | null
  file: string | null
  /** 1-based; 0 without a place. */
  line: number
  column: number
}

const LONGEST_MESSAGE = 500

/** @param folder of the plan, absolute */
export function codeErrorOf(error: unknown, folder: string): CodeError {
  const place = error instanceof Error ? placeIn(error.stack ?? '', folder) : null
  return {
    message: messageOf(error, folder),
    place: place === null ? null : `${place.file}:${place.line}:${place.column}`,
    file: place?.file ?? null,
    line: place?.line ?? 0,
    column: place?.column ?? 0,
  }
}

/** To stand behind the message. */
export function whereIs({ place }: CodeError): string {
  return place === null ? '' : ` at ${place}`
}

/** The innermost line of code in the plan's folder that is on this stack. */
export function placeIn(stack: string, folder: string): { file: string; line: number; column: number } | null {
  // A module that cannot be read: V8 and Node put the place before everything, without a column.
  const head = /^(?:file:\/\/)?(\/[^\n]*?|[A-Za-z]:[\\/][^\n]*?):(\d+)\n(?:[^\n]*\n){0,4}?( *)\^/.exec(stack)
  if (head !== null) {
    const file = pathInside(head[1]!.startsWith('/') ? head[1]! : head[1]!, folder)
    if (file !== null) return { file, line: Number(head[2]), column: head[3]!.length + 1 }
  }
  for (const match of stack.matchAll(/(file:\/\/[^\s()]+?):(\d+):(\d+)/g)) {
    const file = pathInside(pathOf(match[1]!), folder)
    if (file !== null) return { file, line: Number(match[2]), column: Number(match[3]) }
  }
  return null
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url)
  } catch {
    return ''
  }
}

/** Relative to the folder; null for what is elsewhere, and for packages. */
function pathInside(path: string, folder: string): string | null {
  if (path === '') return null
  const file = relative(folder, path)
  if (file === '' || file.startsWith('..') || file.includes(`node_modules${sep}`)) return null
  return file.replaceAll(sep, '/')
}

function messageOf(error: unknown, folder: string): string {
  let text: string
  if (error instanceof Error) {
    // What our own calls throw is a sentence already.
    const isPlain = error.name === 'Error' || error.name === '' || error.name.startsWith('Loadwright')
    text = isPlain ? error.message : `${error.name}: ${error.message}`
    if (text === '') text = error.name === '' ? 'an error without a message' : error.name
  } else text = `threw ${describe(error)}`
  // Paths of this machine are nobody's business.
  return text
    .replaceAll(folder + sep, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_MESSAGE)
}

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value !== 'object') return String(value)
  try {
    return JSON.stringify(value) ?? 'an object'
  } catch {
    return 'an object'
  }
}
