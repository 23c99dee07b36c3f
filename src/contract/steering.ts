/**
 * What can be done to a run while it goes on, by whoever watches it: the terminal's keys, lines on standard input, the window, the
 * browser. Checked here, at the border; what is possible at this moment of this run is decided by the host.
 */
import { z } from 'zod'

/** Characters of a mark. */
export const MAX_MARK_LENGTH = 200
/** Above it is no number that anyone means; what a run can be taken to is far less. */
const MOST = 1_000_000

const users = z.int().min(0).max(MOST)
const perS = z.number().positive().max(MOST)

export const steeringSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('setUsers'), users, perS: perS.nullable().default(null) }),
  z.strictObject({ type: z.literal('addUsers'), users: z.int().min(-MOST).max(MOST) }),
  z.strictObject({ type: z.literal('setRate'), perS: z.number().min(0).max(MOST) }),
  z.strictObject({ type: z.literal('scaleRate'), factor: z.number().positive().max(1000) }),
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
  /** Writes a text at this moment of the run. */
  z.strictObject({ type: z.literal('mark'), text: z.string().trim().min(1).max(MAX_MARK_LENGTH) }),
  /** Nothing new starts, what is under way has the scenario's gracefulStop to end. */
  z.strictObject({ type: z.literal('stop') }),
  z.strictObject({ type: z.literal('stopNow') }),
])
export type SteeringAction = z.infer<typeof steeringSchema>

/** Done: from when on, in ms since the start of the run (null: now), and what, for people. Else why not, as a sentence. */
export type SteeringAnswer = { done: true; atMs: number | null; what: string } | { done: false; reason: string }

/** Reads what came over a border. */
export function parseSteering(message: unknown): { action: SteeringAction } | { reason: string } {
  const parsed = steeringSchema.safeParse(message)
  if (parsed.success) return { action: parsed.data }
  const [issue] = parsed.error.issues
  const where = issue!.path.length > 0 ? `\`${issue!.path.join('.')}\`: ` : ''
  return { reason: `${where}${issue!.message}.` }
}
