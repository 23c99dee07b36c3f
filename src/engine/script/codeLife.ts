/** What code of a plan can do to its engine beside what it is called for, and what then is said. */
import type { CompiledPlan } from '../../core/plan/compiledPlan.ts'
import { codeErrorOf, whereIs } from './codeError.ts'
import { STUCK_S, watchForStalls, type CodePlace } from './stallWatch.ts'
import { CutOffError } from './underway.ts'

/** Where it is told. */
export interface CodeLifeEvents {
  /** Counted as an error of the run. */
  error: (message: string) => void
  /** The run cannot go on. */
  failed: (message: string) => void
}

export interface CodeLife {
  /** Whether an error that nobody caught came from code of the plan; then it has been told. */
  isStray(error: unknown): boolean
  close(): void
}

const NO_CODE: CodeLife = { isStray: () => false, close: () => {} }

/** @param watcher the module of the thread that watches */
export function watchCode(plan: CompiledPlan, watcher: URL, events: CodeLifeEvents): CodeLife {
  if (plan.code === null) return NO_CODE
  const { folder } = plan
  const watch = watchForStalls({
    watcher,
    folder,
    onStall: (place) =>
      events.error(
        `${whoseCode(plan, place)} kept the engine from everything else for over a second at ${placeText(place)}`,
      ),
    onStuck: (place) =>
      events.failed(
        `${whoseCode(plan, place)} does not come to an end: for ${STUCK_S} s it has waited for nothing and let nobody else have a turn, at ${placeText(place)}.`,
      ),
  })
  return {
    isStray(error) {
      // Code that was cut off, and a promise of it that nobody awaited.
      if (error instanceof CutOffError) return true
      const found = codeErrorOf(error, folder)
      if (error instanceof Error && found.place === null) return false
      events.error(`${found.message}${whereIs(found)}, in a promise or callback that nobody awaited`)
      return true
    },
    close: () => watch.close(),
  }
}

function placeText({ file, line, column }: CodePlace): string {
  return `${file}:${line}:${column}`
}

/** The step that begins nearest above that place. */
function whoseCode({ program }: CompiledPlan, { file, line }: CodePlace): string {
  let label = 'Code'
  let nearest = 0
  for (const op of program) {
    if (op.op !== 'script') continue
    const { position, within } = op.script
    const isSame = position.file === file || position.file.endsWith(`/${file}`)
    if (!isSame || position.line > line || position.line < nearest) continue
    nearest = position.line
    label = `The code of ${within}`
  }
  return label
}
