/** How the test moves what a person would: it is the parent of this process. */

/** To the test. */
export type FromStandIn = { id: number; value: unknown }
/** From the test. */
export type ToStandIn = { id: number; name: string; args: unknown[] }

type Calls = Record<string, (...args: never[]) => unknown>

export function answerCalls(calls: Calls): void {
  process.on('message', (raw) => {
    const { id, name, args } = raw as ToStandIn
    void Promise.resolve(calls[name]?.(...(args as never[]))).then((value) => {
      if (process.connected) process.send?.({ id, value: value ?? null } satisfies FromStandIn)
    })
  })
  // No test, no program.
  process.on('disconnect', () => process.exit(1))
}
