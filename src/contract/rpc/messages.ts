/** What the two ends of a channel say to each other. Checked as it comes in: the other end may be a web page. */
import { z } from 'zod'

/** Changes with any change that an older other end would misunderstand. */
export const CONTRACT_VERSION = 1

const id = z.int().min(0)
const name = z.string().max(100)
const error = z.object({ name: z.string(), message: z.string() })

export const toHostSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('hello'), contract: z.number() }),
  z.strictObject({ type: z.literal('call'), id, method: name, params: z.unknown() }),
  z.strictObject({ type: z.literal('subscribe'), id, method: name, params: z.unknown() }),
  /** Of a call: its answer is of no interest any more. Of a subscription: it ends. */
  z.strictObject({ type: z.literal('cancel'), id }),
])
export type ToHost = z.infer<typeof toHostSchema>

export const toClientSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('hello'), contract: z.number(), program: z.string() }),
  /** Of a method that answers nothing there is no value: texts have no undefined. */
  z.object({ type: z.literal('result'), id, value: z.unknown().optional() }),
  z.object({ type: z.literal('value'), id, value: z.unknown() }),
  z.object({ type: z.literal('failed'), id, error }),
  /** A subscription that ended by itself. */
  z.object({ type: z.literal('ended'), id }),
  /** What came was no message; whoever sent it finds out. */
  z.object({ type: z.literal('refused'), reason: z.string() }),
])
export type ToClient = z.infer<typeof toClientSchema>
