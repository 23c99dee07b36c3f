/**
 * The system logs off or shuts down while the window is open. What Windows says then is told to main by the test, under Electron, too;
 * how macOS goes about it is known to the stand-in only.
 */
import { describe, expect, test } from 'vitest'
import { standInOnly, withEachShell } from './shells.ts'
import { connected, requestsSoFar, runsInHistory, startRun } from './trialShell.ts'

const MAC = { environment: { STAND_IN_PLATFORM: 'darwin' } }

withEachShell((trial, shell) => {
  describe('the session ends', () => {
    standInOnly(shell)('on a Mac without a run: nothing calls it off', async () => {
      const app = trial.start(MAC)
      await connected(app)
      expect(await app.call('logOut')).toBe(true)
      expect(await app.exited).toBe(0)
      expect(app.said()).toBe('')
    })

    standInOnly(shell)('on a Mac with a run: it is called off, and asked about', async () => {
      const app = trial.start(MAC)
      await startRun(app, await connected(app))
      expect(await app.call('logOut')).toBe(false)
      const question = await app.asked()
      expect(question.options.message).toBe('A run goes on: Shop, long.')
      question.answer(1)
      expect(await app.exited).toBe(0)
      expect(runsInHistory(trial.workspace)).toMatchObject([{ status: 'stopped' }])
    })

    test('on Windows without a run: it need not wait', async () => {
      const app = trial.start()
      await connected(app)
      expect(await app.call('sessionEnd', 'query-session-end')).toBe(false)
      await app.call('sessionEnd', 'session-end')
      expect(await app.exited).toBe(0)
    })

    test('on Windows with a run: it is to wait, and goes on when it is called off', async () => {
      const app = trial.start()
      const page = await connected(app)
      await startRun(app, page)
      expect(await app.call('sessionEnd', 'query-session-end')).toBe(true)
      const question = await app.asked()
      question.answer(2)
      const before = await requestsSoFar(page)
      await expect.poll(() => requestsSoFar(page), { timeout: 20_000 }).toBeGreaterThan(before)
    })

    test('on Windows all the same, with the question unanswered: the run is stopped at once, and written', async () => {
      const app = trial.start()
      await startRun(app, await connected(app))
      await app.call('sessionEnd', 'query-session-end')
      await app.asked()
      await app.call('sessionEnd', 'session-end')
      expect(await app.exited).toBe(0)
      expect(runsInHistory(trial.workspace)).toMatchObject([{ status: 'stopped' }])
      expect(app.said()).toBe('')
    })
  })
})
