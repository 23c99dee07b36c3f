/** One question at a time: asked twice, the second answer would be about something else. */

export interface OneQuestion {
  /** For what somebody has just clicked on. @returns `otherwise`, unasked, while there is another question */
  ask<T>(question: () => Promise<T>, otherwise: T): Promise<T>
  /** For what cannot be left out: after the question that is open. */
  askNext<T>(question: () => Promise<T>): Promise<T>
}

export function createOneQuestion(): OneQuestion {
  let open = 0
  let last: Promise<unknown> = Promise.resolve()

  async function askNext<T>(question: () => Promise<T>): Promise<T> {
    const before = last
    const isNext = open++ > 0
    const { promise, resolve } = Promise.withResolvers<void>()
    last = promise
    try {
      await before
      // Whoever asked before acts on the answer first: this question may be about what comes of it.
      if (isNext) await new Promise((next) => setImmediate(next))
      return await question()
    } finally {
      open--
      resolve()
    }
  }

  return {
    ask: (question, otherwise) => (open > 0 ? Promise.resolve(otherwise) : askNext(question)),
    askNext,
  }
}
