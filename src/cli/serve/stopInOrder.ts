/** The end of `loadwright serve`: what Ctrl-C means while a run goes on, and while none does. */
import { EXIT_CODES } from '../../core/criteria/exitCode.ts'
import type { ActiveRun } from '../../contract/methods/runs.ts'
import type { CliContext } from '../cliContext.ts'
import { plainText } from '../terminal/plainText.ts'

export interface Stoppable {
  /** That go on here. */
  activeRuns(): ActiveRun[]
  /** Resolves when all is written. Called again, `now` shortens what goes on. */
  close(options: { stopRuns: 'graceful' | 'now' }): Promise<void>
}

/** Resolves with the exit code when a signal came and everything is in order. */
export function stopInOrder(host: Stoppable, context: CliContext): Promise<number> {
  return new Promise((resolve, reject) => {
    let count = 0
    let countdown: Countdown | null = null

    function receive(signal: 'sigint' | 'sigterm'): void {
      count++
      if (count === 1) begin(signal).then(resolve, reject)
      else if (count === 2 && countdown !== null) {
        countdown.end()
        context.say('Stopping now.')
        host.close({ stopRuns: 'now' }).catch(reject)
      }
    }

    async function begin(signal: 'sigint' | 'sigterm'): Promise<number> {
      const runs = host.activeRuns()
      try {
        if (runs.length > 0) countdown = startCountdown(runs, context)
        await host.close({ stopRuns: 'graceful' })
      } finally {
        countdown?.end()
        process.off('SIGINT', onInterrupt)
        process.off('SIGTERM', onTerminate)
      }
      if (runs.length === 0) return EXIT_CODES.ok
      for (const { id } of runs) context.say(`Run ${id} was stopped; what was measured is in the history.`)
      return EXIT_CODES[signal]
    }

    const onInterrupt = (): void => receive('sigint')
    const onTerminate = (): void => receive('sigterm')
    process.on('SIGINT', onInterrupt)
    process.on('SIGTERM', onTerminate)
  })
}

interface Countdown {
  end(): void
}

/** In a terminal it is one line, redrawn each second; elsewhere said once. */
function startCountdown(runs: ActiveRun[], context: CliContext): Countdown {
  let secondsLeft = Math.ceil(Math.max(...runs.map(({ gracefulStopMs }) => gracefulStopMs ?? 0)) / 1000)
  const [{ id, scenario }] = runs as [ActiveRun]
  const line = (): string =>
    `Stopping run ${id} (${plainText(scenario)}): ${secondsLeft} s for what is under way. Ctrl-C again stops now.`
  if (!context.err.interactive) {
    context.say(line())
    return { end() {} }
  }
  const draw = (): void => void context.stderr.write(`\r\u001b[K${line()}`)
  draw()
  const timer = setInterval(() => {
    secondsLeft = Math.max(0, secondsLeft - 1)
    draw()
  }, 1000)
  let isOver = false
  return {
    end() {
      if (!isOver) context.stderr.write('\n')
      isOver = true
      clearInterval(timer)
    },
  }
}
