/** The keys that somebody has chosen, as the browser keeps them. */
import { z } from 'zod'
import { normalKeys, strokesOf } from '../ui/keys.ts'
import { refusalOf } from './refusedKeys.ts'

/** One that is pressed, or two that are pressed one after the other. */
const keys = z.string().max(60).refine(isSpelled)

/** Any that does not fit makes all of it unfit: nobody has written it by hand for a good reason. */
export const storedKeysSchema = z
  .array(z.strictObject({ command: z.string().min(1).max(100), keys: z.array(keys).max(5) }))
  .max(500)
export type StoredKeys = z.output<typeof storedKeysSchema>

function isSpelled(text: string): boolean {
  const strokes = strokesOf(text)
  return (
    strokes.length >= 1 &&
    strokes.length <= 2 &&
    strokes.every((stroke) => stroke !== '' && normalKeys(stroke) === stroke) &&
    refusalOf(text, false) === null
  )
}
