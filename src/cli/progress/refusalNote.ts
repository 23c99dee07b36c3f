import type { SteeringAnswer } from '../../contract/steering.ts'

/** What was done is told with the next second, as everything that happens to a run; what was not is told here. */
export function noteRefusal(note: (text: string) => void, line: number, answer: SteeringAnswer): void {
  if (!answer.done) note(`command on line ${line} refused: ${answer.reason}`)
}
