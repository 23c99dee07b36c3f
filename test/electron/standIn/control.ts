/** How the test sees and moves what a person would: it is the parent of this process. */

/** To the test. */
export type FromStandIn =
  | { type: 'asked'; id: number; kind: 'messageBox' | 'openDialog'; options: unknown }
  | { type: 'result'; id: number; value: unknown }
/** From the test. */
export type ToStandIn =
  | { type: 'answer'; id: number; value: unknown }
  | { type: 'call'; id: number; name: string; args: unknown[] }

let nextId = 1
const asked = new Map<number, (value: unknown) => void>()
let calls: Partial<Record<string, (...args: never[]) => unknown>> = {}

export function answerCalls(given: typeof calls): void {
  calls = given
}

export function askTest(kind: 'messageBox' | 'openDialog', options: unknown): Promise<unknown> {
  const id = nextId++
  return new Promise((resolve) => {
    asked.set(id, resolve)
    tell({ type: 'asked', id, kind, options })
  })
}

function tell(message: FromStandIn): void {
  if (process.connected) process.send?.(message)
}

process.on('message', (raw) => {
  const message = raw as ToStandIn
  if (message.type === 'answer') asked.get(message.id)?.(message.value)
  else tell({ type: 'result', id: message.id, value: calls[message.name]?.(...(message.args as never[])) ?? null })
})
// No test, no program.
process.on('disconnect', () => process.exit(1))
