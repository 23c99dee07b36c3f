/**
 * The Electron shell: the built main, host and engines, and the built page in a real Chromium. Electron itself is stood in for where
 * its runtime, which is not part of what is installed, is not (shells.ts).
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { standInOnly, withEachShell } from './shells.ts'
import {
  connected,
  isConnected,
  planText,
  requestsSoFar,
  runsInHistory,
  shows,
  signal,
  startRun,
} from './trialShell.ts'

withEachShell((trial, shell) => {
  describe('the Electron shell', () => {
    test('opens the folder that is given, in a window', async () => {
      const app = trial.start()
      await connected(app)
      const { window, recentItems, tray, blockers } = await app.state()
      expect(window).toMatchObject({ isShown: true, hasFlashed: false })
      expect(recentItems).toContain(trial.workspace)
      expect([tray, blockers]).toEqual([null, 0])
      expect(app.said()).toBe('')
      await app.call('closeWindow')
      expect(await app.exited).toBe(0)
    })

    standInOnly(shell)('makes the window so that its page may do nothing else, and fetches no dictionary', async () => {
      const app = trial.start()
      await connected(app)
      expect(await app.call('windowOptions')).toMatchObject({
        webPreferences: {
          contextIsolation: true,
          sandbox: true,
          nodeIntegration: false,
          webviewTag: false,
          spellcheck: false,
        },
      })
      expect(await app.call('asked')).toMatchObject({ sandbox: true })
    })

    standInOnly(shell)('leaves it to who starts it that the system has no sandbox', async () => {
      const app = trial.start({ args: ['--no-sandbox', trial.workspace] })
      await connected(app)
      expect(await app.call('asked')).toMatchObject({ sandbox: false })
    })

    standInOnly(shell)('on Windows is the program of its shortcut', async () => {
      const app = trial.start({ environment: { STAND_IN_PLATFORM: 'win32' } })
      await expect.poll(() => app.call('asked')).toMatchObject({ userModelId: 'dev.loadwright.workbench' })
    })

    standInOnly(shell)('is seen where a window is not painted before it is shown, too', async () => {
      const app = trial.start({ environment: { STAND_IN_WAYLAND: 'yes' } })
      await connected(app)
      expect((await app.state()).window).toMatchObject({ isShown: true })
    })

    standInOnly(shell)('stays on a Mac without its window, and without a sign of a run that never was', async () => {
      const app = trial.start({ environment: { STAND_IN_PLATFORM: 'darwin' } })
      await connected(app)
      await app.call('closeWindow')
      const { window, tray } = await app.state()
      expect([window, tray]).toEqual([null, null])
    })

    standInOnly(shell)('has a sign on a Mac that is drawn like others in its menu bar', async () => {
      const app = trial.start({ environment: { STAND_IN_PLATFORM: 'darwin' } })
      await startRun(app, await connected(app))
      const { trayIcon } = await app.call('asked')
      expect(trayIcon).toMatch(/Template\.png$/)
      // The width of a PNG, in points: the bar is not much higher.
      expect(readFileSync(trayIcon ?? '').readUInt32BE(16)).toBe(16)
    })

    test('a run in engines of main, seen in the window; closing asks, and stops it in order', async () => {
      const app = trial.start()
      const page = await connected(app)
      await startRun(app, page)
      const { tray, blockers, processes } = await app.state()
      expect(tray?.toolTip).toContain('Shop, long')
      expect(blockers).toBe(1)
      expect(processes.map(({ name }) => name)).toEqual([
        expect.stringContaining('Loadwright host'),
        expect.stringContaining('Loadwright engine'),
      ])

      await app.call('closeWindow')
      const cancelled = await app.asked()
      expect(cancelled.options).toMatchObject({
        message: 'A run goes on: Shop, long.',
        buttons: ['Keep Running in Tray', 'Stop Run', 'Cancel'],
      })
      cancelled.answer(2)
      const before = await requestsSoFar(page)
      await expect.poll(() => requestsSoFar(page), { timeout: 20_000 }).toBeGreaterThan(before)

      await app.call('closeWindow')
      const stopped = await app.asked()
      stopped.answer(1)
      expect(await app.exited).toBe(0)
      expect(runsInHistory(trial.workspace)).toMatchObject([{ status: 'stopped' }])
      expect(app.said()).toBe('')
    })

    test('a run goes on in the tray without a window, and is there again in the next one', async () => {
      const app = trial.start()
      const page = await connected(app)
      await startRun(app, page)
      await app.call('closeWindow')
      const question = await app.asked()
      question.answer(0)
      await expect.poll(async () => (await app.state()).window).toBeNull()
      await app.call('clickTray', 'Open Loadwright')
      const again = await connected(app)
      await again.getByRole('button', { name: 'Stop', exact: true }).first().waitFor()
      await app.call('clickTray', 'Quit')
      const quit = await app.asked()
      quit.answer(1)
      expect(await app.exited).toBe(0)
      expect(runsInHistory(trial.workspace)).toMatchObject([{ status: 'stopped' }])
    })

    standInOnly(shell)('the example leaves nothing behind, on a system without signals either', async () => {
      const temporary = join(trial.folder, 'temporary')
      mkdirSync(temporary)
      const app = trial.start({ environment: { STAND_IN_NO_SIGNALS: 'yes', TMPDIR: temporary } })
      const page = await connected(app)
      await app.call('clickMenu', 'run.example')
      await expect.poll(() => requestsSoFar(page), { timeout: 30_000 }).toBeGreaterThan(0)
      expect(readdirSync(temporary)).toContainEqual(expect.stringMatching(/^loadwright-target-/))
      await app.call('closeWindow')
      const question = await app.asked()
      question.answer(1)
      expect(await app.exited).toBe(0)
      expect(readdirSync(temporary).filter((name) => name.startsWith('loadwright-target-'))).toEqual([])
    })

    test('an engine that dies ends the run, and nothing else', async () => {
      const app = trial.start()
      const page = await connected(app)
      await startRun(app, page)
      await signal(app, 'engine', 'SIGKILL')
      await expect.poll(async () => (await app.state()).blockers, { timeout: 20_000 }).toBe(0)
      await isConnected(page)
      expect(runsInHistory(trial.workspace)).toMatchObject([{ status: 'interrupted' }])
    })

    test('a second start hands over its plan, and ends', async () => {
      const other = join(trial.folder, 'other')
      mkdirSync(other)
      writeFileSync(join(other, 'a & b.plan.yaml'), planText(1).replace('Shop', 'Other'))
      const app = trial.start()
      const page = await connected(app)
      expect(await trial.startAgain(['--switch', join(trial.workspace, 'shop.plan.yaml')])).toBe(0)
      await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/plan?plan=shop.plan.yaml')
      expect((await app.state()).window?.focused).toBeGreaterThan(0)

      await trial.startAgain([join(other, 'a & b.plan.yaml')])
      await shows(page, 'other')
      await expect.poll(() => page.evaluate(() => location.hash)).toBe('#/plan?plan=a+%26+b.plan.yaml')
      expect((await app.state()).recentItems.slice(0, 2)).toEqual([other, trial.workspace])
    })

    test('menus do what the window can; another folder is chosen with the dialog of the system', async () => {
      const other = join(trial.folder, 'other')
      mkdirSync(other)
      const app = trial.start()
      const page = await connected(app)
      await app.call('clickMenu', 'go.runs')
      await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/^#\/runs/)
      await app.call('clickMenu', 'folder.open')
      const chosen = await app.asked()
      expect(chosen).toMatchObject({ kind: 'openDialog', options: { defaultPath: trial.folder } })
      chosen.answer(other)
      await shows(page, 'other')
      await app.call('openFile', join(trial.workspace, 'shop.plan.yaml'))
      await shows(page, 'shop')
    })

    standInOnly(shell)('a list of folders that is cleared is so in the system, too', async () => {
      const app = trial.start()
      await connected(app)
      expect(await app.call('asked')).toMatchObject({ recentDocuments: [trial.workspace] })
      await app.call('clickMenu', 'recent.forget')
      expect((await app.state()).recentItems).toEqual(['Clear List'])
      expect(await app.call('asked')).toMatchObject({ recentDocuments: [] })
    })

    standInOnly(shell)('the right mouse button offers what can be done with text', async () => {
      const app = trial.start()
      await connected(app)
      const menuOf = (isEditable: boolean, selectionText: string, editFlags: Record<string, boolean>) =>
        app.call('textMenu', { isEditable, selectionText, editFlags })
      const none = { canUndo: false, canRedo: false, canCut: false, canCopy: false, canPaste: true, canSelectAll: true }
      expect(await menuOf(true, '', none)).toEqual(['paste', 'selectAll'])
      expect(await menuOf(true, 'some', { ...none, canCut: true, canCopy: true })).toEqual([
        'cut',
        'copy',
        'paste',
        'selectAll',
      ])
      expect(await menuOf(false, 'some', { ...none, canCopy: true })).toEqual(['copy'])
      expect(await menuOf(false, ' ', none)).toBeNull()
    })

    test('the menu shows the keys that somebody has chosen, and its commands are those of the page', async () => {
      const app = trial.start()
      const page = await connected(app)
      const keysOf = (id: string) => app.call('menuKeys', id)
      expect(await keysOf('app.side')).toBe('CmdOrCtrl+B')
      await app.call('clickMenu', 'app.side')
      await page.getByRole('complementary', { name: 'Side bar' }).waitFor()
      await app.call('clickMenu', 'app.panel')
      await page.getByRole('region', { name: 'Panel' }).waitFor()

      const choose = (chosen: { command: string; keys: string[] }[]) =>
        page.evaluate((keys) => localStorage.setItem('loadwright:keys', JSON.stringify(keys)), chosen)
      await choose([
        { command: 'app.side', keys: ['Alt+Shift+B', 'Alt+B'] },
        { command: 'app.openFolder', keys: ['Ctrl+Shift+PgDn'] },
        { command: 'go.runs', keys: ['Ctrl+K Ctrl+R'] },
        { command: 'tab.close', keys: [] },
      ])
      await page.reload()
      await isConnected(page)
      await expect.poll(() => keysOf('app.side')).toBe('Alt+Shift+B')
      expect(await keysOf('folder.open')).toBe('CmdOrCtrl+Shift+PageDown')
      // Two that are pressed one after the other are none that a menu can show.
      expect([await keysOf('go.runs'), await keysOf('tab.close')]).toEqual([null, null])
      expect(await keysOf('go.home')).toBe('CmdOrCtrl+1')

      // As they are changed in the settings, too.
      await app.call('clickMenu', 'go.settings')
      await page.getByRole('tab', { name: 'Keyboard' }).click()
      const line = page.getByRole('listitem').filter({ has: page.getByText('Panel: show or hide', { exact: true }) })
      await line.getByRole('button', { name: 'Change keys: Panel: show or hide' }).click()
      await page.getByRole('button', { name: 'Press the keys for: Panel: show or hide' }).waitFor()
      await page.keyboard.press('F9')
      await expect.poll(() => keysOf('app.panel')).toBe('F9')
      await line.getByRole('button', { name: /Reset/ }).click()
      await expect.poll(() => keysOf('app.panel')).toBe('CmdOrCtrl+J')
      expect(app.said()).toBe('')
    })

    test.runIf(process.platform === 'linux')(
      'no key closes the window but those that end the program; its menu does',
      async () => {
        const app = trial.start()
        await connected(app)
        expect(await app.call('registeredKeys')).toEqual([
          'CommandOrControl+Q',
          'CommandOrControl+Z',
          'Shift+CommandOrControl+Z',
          'CommandOrControl+A',
          'CommandOrControl+0',
          'CommandOrControl+Plus',
          'CommandOrControl+-',
          'F11',
          'CmdOrCtrl+R',
          'Ctrl+Shift+I',
          'CommandOrControl+M',
        ])
        await app.call('clickMenu', 'window.close')
        expect(await app.exited).toBe(0)
      },
    )

    test('damaged settings are put aside, and a place that no screen shows is not used', async () => {
      const kept = join(trial.folder, 'userData')
      mkdirSync(kept)
      writeFileSync(join(kept, 'settings.json'), '{"version":1,"recent":["__proto__"')
      const app = trial.start()
      await connected(app)
      expect(app.said()).toContain('settings.json is damaged. It was put aside')
      expect(readFileSync(join(kept, 'settings.json.damaged'), 'utf8')).toContain('__proto__')
      await app.call('closeWindow')
      await app.exited

      const place = { x: 9000, y: 9000, width: 900, height: 700, isMaximised: true }
      writeFileSync(
        join(kept, 'settings.json'),
        JSON.stringify({ version: 1, window: place, recent: [trial.workspace] }),
      )
      const again = trial.start({ args: [] })
      await connected(again)
      const { window } = await again.state()
      expect(window).toMatchObject({ maximised: 1, hasFlashed: false, bounds: { width: 900, height: 700 } })
      expect(window?.bounds.x).toBeLessThan(9000)
      expect(existsSync(join(kept, 'settings.json.part'))).toBe(false)
    })
  })
})
