/** What the first chart of a run is made of, asked for as soon as the address is known. */
import type { AskedAhead } from '../../host/askedAhead.ts'
import { parseLocator } from '../../app/locator.ts'
import { COARSE_RUN } from './wholeRun.ts'

/** @param address as `location.hash`; where it leads to no run, nothing is asked */
export async function askRunAhead(ask: AskedAhead['ask'], address: string): Promise<void> {
  const locator = parseLocator(address)
  const run = locator?.kind === 'run' ? locator.params['run'] : undefined
  if (run === undefined) return
  try {
    const { run: opened, endS } = await ask('run.open', { run })
    // Of a run that goes on its newest seconds are asked for.
    if (opened.status === 'running') return
    await ask('run.timeline', { ...COARSE_RUN, run: opened.id, window: { fromS: 0, toS: endS } })
  } catch {
    // Whoever needs it is told.
  }
}
