/** One row of what the analyses of builds are held to: what was demanded beside what was reached. */
export interface Cell {
  /** Row of the table of demands, such as `T4`. */
  id: string
  claim: string
  demand: string
  reached: string
  /** Null: told, not judged. */
  ok: boolean | null
}
