/** The one shape of every error body: a code for programs, a sentence for people, details where there are some. */
import type { FastifyReply } from 'fastify'

export interface RefusalBody {
  readonly statusCode: number
  /** A stable code, such as `version_conflict`. */
  readonly error: string
  readonly message: string
  readonly [detail: string]: unknown
}

/** Answers with an error. Returns the reply, so that a handler can end with it. */
export function refuse(
  reply: FastifyReply,
  statusCode: number,
  error: string,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): FastifyReply {
  const body: RefusalBody = { statusCode, error, message, ...details }
  return reply.code(statusCode).send(body)
}
