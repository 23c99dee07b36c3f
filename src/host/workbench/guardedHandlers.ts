/** Handlers behind a question that is asked first. */
import type { WorkbenchHandlers } from '../../contract/workbench.ts'

type AnyHandlers = Record<string, (params: never, context: never) => unknown>

/** @param refusalOf what a method is refused with at this moment; null: it is not */
export function guarded(handlers: WorkbenchHandlers, refusalOf: (method: string) => Error | null): WorkbenchHandlers {
  const wrap = (all: AnyHandlers): AnyHandlers =>
    Object.fromEntries(
      Object.entries(all).map(([name, handler]) => [
        name,
        (params: never, context: never): unknown => {
          const refusal = refusalOf(name)
          if (refusal !== null) throw refusal
          return handler(params, context)
        },
      ]),
    )
  // The names and what they take are those of the handlers themselves.
  return {
    methods: wrap(handlers.methods as AnyHandlers) as unknown as WorkbenchHandlers['methods'],
    subscriptions: wrap(handlers.subscriptions as AnyHandlers) as unknown as WorkbenchHandlers['subscriptions'],
  }
}
