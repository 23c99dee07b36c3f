/**
 * Long work as a generator that pauses after every piece: who must not hold a thread for long goes on when it is free, or gives it up;
 * everybody else has it done at once. The answer is the same.
 */
export type InTurn<Answer> = Generator<void, Answer>

export function atOnce<Answer>(work: InTurn<Answer>): Answer {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}
