/** The shell when something under it goes wrong: its host ends, hangs or cannot open the folder; the start fails. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { App } from './app.ts'
import { standInOnly, withEachShell } from './shells.ts'
import { connected, isConnected, runsInHistory, signal, startRun } from './trialShell.ts'

withEachShell((trial, shell) => {
  const logText = (): string => readFileSync(join(trial.folder, 'userData', 'loadwright.log'), 'utf8')
  const hostNames = async (app: App): Promise<string[]> =>
    (await app.state()).processes.flatMap(({ name }) => (name.includes('host') ? [name] : []))

  /** Until no other one is started. */
  async function crashUntilGivenUp(app: App): Promise<void> {
    const seen = new Set<string>()
    for (let times = 0; times < 4; times++) {
      const fresh = async (): Promise<string | undefined> => (await hostNames(app)).find((name) => !seen.has(name))
      await expect.poll(fresh).toBeDefined()
      const host = (await fresh()) ?? ''
      seen.add(host)
      await signal(app, host, 'SIGKILL')
    }
    await expect.poll(() => hostNames(app)).toEqual([])
  }

  describe('a host that ends', () => {
    test('is followed by another: the window reconnects, the run is in the history as interrupted', async () => {
      const app = trial.start()
      const page = await connected(app)
      await startRun(app, page)
      const [before = ''] = await hostNames(app)
      await signal(app, 'host', 'SIGKILL')
      await page
        .getByText(/The cause: was killed, exit code 9/)
        .first()
        .waitFor()
      await isConnected(page)
      // With it went what it had started.
      await expect
        .poll(async () => (await app.state()).processes.map(({ name }) => name))
        .toEqual([expect.not.stringContaining(before)])
      await page.keyboard.press('Control+2')
      await page.getByRole('grid', { name: /Runs/ }).getByRole('row', { name: /long/ }).first().waitFor()
      expect(runsInHistory(trial.workspace)).toMatchObject([{ status: 'interrupted' }])
      const { tray, blockers } = await app.state()
      expect([tray, blockers]).toEqual([null, 0])
    })

    standInOnly(shell)('says why: what it said last is shown, can be copied, and is in the log', async () => {
      const app = trial.start({ environment: { STAND_IN_LATE_WORDS: 'yes' } })
      const page = await connected(app)
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
      await signal(app, 'host', 'SIGUSR2')
      const toast = page.getByRole('listitem').filter({ hasText: 'The host ended' })
      await toast.getByText(/exit code 1\. It said last:\s+host: Error: a fault in the middle of it/).waitFor()
      await toast.getByRole('button', { name: 'Copy details' }).click()
      await expect
        .poll(() => page.evaluate(() => navigator.clipboard.readText()))
        .toMatch(
          /^Loadwright 9\.9\.9, .*\nThe host ended: .*exit code 1\nIt said last:\nhost: Error: a fault[^]*\n {4}at /,
        )
      expect(logText()).toMatch(/Z host: Error: a fault in the middle of it[^]*Z The host ended: .*exit code 1/)
      await isConnected(page)
    })

    standInOnly(shell)('by a fatal error of V8 is told like any other, and without the environment', async () => {
      const app = trial.start()
      const page = await connected(app)
      await app.call('fatalError', 'host')
      await page
        .getByText(/The cause: FatalError of V8 at JSON\.parse, crashed, exit code 6/)
        .first()
        .waitFor()
      await isConnected(page)
      expect(logText()).toContain('The host ended: FatalError of V8 at JSON.parse')
      expect(app.said() + logText()).not.toContain('not to be seen')
    })

    test('again and again is not started for ever; asked for, it serves the folder of before', async () => {
      const app = trial.start()
      const page = await connected(app)
      await app.call('clickMenu', 'Clear List')
      await crashUntilGivenUp(app)
      const question = await app.asked()
      expect(question.options).toMatchObject({
        message: 'The host keeps ending.',
        detail: expect.stringContaining('The cause: was killed, exit code 9.') as string,
        buttons: ['Try Again', 'Copy Details', 'Quit'],
      })
      question.answer(1)
      const again = await app.asked()
      expect(await app.call('copied')).toContain('The host ended: was killed, exit code 9\nIt said nothing.\nLog: ')
      again.answer(0)
      await isConnected(page)
      expect((await app.state()).recentItems).toContain(trial.workspace)

      await signal(app, 'host', 'SIGKILL')
      const last = await app.asked()
      last.answer(2)
      expect(await app.exited).toBe(0)
    })

    test('while something else is asked does not end the program: its question comes afterwards', async () => {
      const app = trial.start()
      await connected(app)
      await app.call('clickMenu', 'folder.open')
      const dialog = await app.asked()
      await crashUntilGivenUp(app)
      dialog.answer(null)
      const question = await app.asked()
      expect(question.options.message).toBe('The host keeps ending.')
      question.answer(2)
      expect(await app.exited).toBe(0)
    })

    test('is not asked about when the open question was answered with another folder', async () => {
      const other = join(trial.folder, 'other')
      mkdirSync(other)
      const app = trial.start()
      const page = await connected(app)
      await app.call('clickMenu', 'folder.open')
      const dialog = await app.asked()
      await crashUntilGivenUp(app)
      dialog.answer(other)
      await expect.poll(() => page.title(), { timeout: 30_000 }).toContain(' — other — Loadwright')
      await app.call('closeWindow')
      expect(await app.exited).toBe(0)
    })
  })

  describe('a host that hangs', () => {
    test('is told of, until it answers', async () => {
      const app = trial.start()
      await connected(app)
      const before = await hostNames(app)
      await signal(app, 'host', 'SIGSTOP')
      const question = await app.asked(50_000)
      expect(question.options).toMatchObject({
        message: 'The host does not answer.',
        buttons: ['Wait', 'Restart Host'],
      })
      await signal(app, 'host', 'SIGCONT')
      await expect.poll(async () => (await app.state()).closedBoxes).toBe(1)
      expect(await hostNames(app)).toEqual(before)
    })

    test('gives way to another one', async () => {
      const app = trial.start()
      const page = await connected(app)
      const [first] = await hostNames(app)
      await signal(app, 'host', 'SIGSTOP')
      const question = await app.asked(50_000)
      question.answer(1)
      await expect.poll(() => hostNames(app)).not.toContain(first)
      await isConnected(page)
    })

    test('holds up no quitting', async () => {
      const app = trial.start()
      await connected(app)
      await signal(app, 'host', 'SIGSTOP')
      await app.call('closeWindow')
      expect(await app.exited).toBe(0)
      expect(logText()).toContain('The host did not close in time, and is killed.')
    })

    test('holds up no run that is to be stopped now', async () => {
      const app = trial.start()
      const page = await connected(app)
      await startRun(app, page)
      await signal(app, 'host', 'SIGSTOP')
      await app.call('closeWindow')
      const question = await app.asked()
      question.answer(1)
      // The answer has arrived, and the run is being stopped.
      await app.state()
      await app.call('clickTray', 'Quit')
      const impatient = await app.asked()
      expect(impatient.options.message).toBe('The run is being stopped.')
      impatient.answer(0)
      expect(await app.exited).toBe(0)
    })
  })

  describe('a start', () => {
    test('of a folder that cannot be served says so, and another one can be chosen', async () => {
      const broken = join(trial.folder, 'broken')
      mkdirSync(join(broken, '.loadwright'), { recursive: true })
      mkdirSync(join(broken, '.loadwright', 'history.db'))
      const app = trial.start({ args: [broken] })
      const question = await app.asked()
      expect(question.options).toMatchObject({ type: 'error', message: 'The folder cannot be opened.' })
      expect(question.options.detail).toContain('history.db')
      question.answer(0)
      const cancelled = await app.asked()
      cancelled.answer(null)
      const again = await app.asked()
      again.answer(0)
      const dialog = await app.asked()
      dialog.answer(trial.workspace)
      await connected(app)
    })

    standInOnly(shell)('that fails says so, and is over', async () => {
      writeFileSync(join(trial.folder, 'userData'), 'no folder')
      const app = trial.start()
      expect(await app.exited).toBe(1)
      await expect.poll(() => app.said()).toMatch(/\[Loadwright cannot start\] E.*userData/)
    })

    test('without anything to open has a folder to begin in', async () => {
      const app = trial.start({ args: [join(trial.folder, 'nowhere')] })
      await connected(app, 'Loadwright')
      expect(existsSync(join(trial.folder, 'documents', 'Loadwright'))).toBe(true)
    })

    standInOnly(shell)('where there are no documents begins at home', async () => {
      writeFileSync(join(trial.folder, 'documents'), 'no folder')
      const app = trial.start({ args: [] })
      await connected(app, 'Loadwright')
      expect(existsSync(join(trial.folder, 'home', 'Loadwright'))).toBe(true)
    })

    test('where the folder to begin in cannot be made asks for another', async () => {
      mkdirSync(join(trial.folder, 'documents'))
      writeFileSync(join(trial.folder, 'documents', 'Loadwright'), 'no folder')
      const app = trial.start({ args: [] })
      const question = await app.asked()
      expect(question.options.message).toBe('The folder cannot be opened.')
      question.answer(0)
      const dialog = await app.asked()
      dialog.answer(trial.workspace)
      await connected(app)
    })
  })
})
