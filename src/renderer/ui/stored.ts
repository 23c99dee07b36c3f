/** What the window remembers between sessions. It may have been written by an older version, or by anybody: checked when read. */
import type { z } from 'zod'

const PREFIX = 'loadwright:'

/** The stored value, or null when there is none, or none that fits. */
export function readStored<S extends z.ZodType>(key: string, schema: S): z.output<S> | null {
  try {
    const text = localStorage.getItem(PREFIX + key)
    if (text === null) return null
    const parsed = schema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    // Blocked, or no JSON: as if nothing had been stored.
    return null
  }
}

/** Where storing is blocked or full, the session works on without it. */
export function writeStored(key: string, value: unknown): void {
  try {
    localStorage.setItem(PREFIX + key, JSON.stringify(value))
  } catch {
    // Nothing is lost but convenience.
  }
}
