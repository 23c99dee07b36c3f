// A value that cannot be used makes the request it was for a failure (class `invalid` when it could not be built, `check` or
// `extract` when its answer could not be read), never a crash of the engine: these are the only errors that evaluating a
// compiled template, value or condition throws.

/** The message is a whole sentence for the user, without a full stop. */
export class InvalidValueError extends Error {
  override name = 'InvalidValueError'
}

/** A variable is used that nothing has set, or a member of a value that has no such member. */
export class MissingValueError extends InvalidValueError {
  override name = 'MissingValueError'
  /** As written between the braces: `token`, `item.id`. */
  readonly variable: string

  constructor(variable: string) {
    super(`\`${variable}\` has no value yet`)
    this.variable = variable
  }
}

/**
 * The sentence of an error that a value of the plan or of a response causes. RangeError is one: nesting or a user's regular
 * expression that exhausts the stack. Anything else is our fault and is thrown on.
 */
export function unusableReason(error: unknown): string {
  if (error instanceof InvalidValueError) return error.message
  if (error instanceof RangeError) return `evaluating it failed: ${error.message}`
  throw error
}
