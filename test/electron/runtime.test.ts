/** The shell under Electron itself, where its runtime and a display are; elsewhere the stand-in is all that is tested with. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { _electron as electron } from 'playwright-core'
import { expect, test } from 'vitest'
import { requestsSoFar, shows, useTrialShell } from './trialShell.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const trial = useTrialShell()

/** As scripts/start.mjs finds it: nothing is downloaded. */
function findRuntime(): string | null {
  const folder = join(ROOT, 'node_modules', 'electron')
  const pathFile = join(folder, 'path.txt')
  const name = existsSync(pathFile) ? readFileSync(pathFile, 'utf8') : 'electron'
  const file = join(process.env['ELECTRON_OVERRIDE_DIST_PATH'] ?? join(folder, 'dist'), name)
  return existsSync(file) ? file : null
}

const runtime = findRuntime()
const hasDisplay = process.platform !== 'linux' || Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY'])
const obstacle = runtime === null ? 'the Electron runtime is not installed' : hasDisplay ? null : 'there is no display'

test.skipIf(obstacle !== null)(
  `a run in Electron itself${obstacle === null ? '' : ` (not run: ${obstacle})`}`,
  async () => {
    const app = await electron.launch({
      executablePath: runtime ?? '',
      args: [ROOT, `--user-data-dir=${trial.folder}`, trial.workspace],
    })
    const page = await app.firstWindow()
    await shows(page, 'shop')
    expect(await page.evaluate(() => [location.origin, typeof (globalThis as { require?: unknown }).require])).toEqual([
      'app://workbench',
      'undefined',
    ])
    await app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('run.start')?.click())
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Start/ })
      .click()
    await expect.poll(() => requestsSoFar(page), { timeout: 30_000 }).toBeGreaterThan(0)
    await app.evaluate(({ dialog }) => {
      dialog.showMessageBox = () => Promise.resolve({ response: 1, checkboxChecked: false })
    })
    const closed = app.waitForEvent('close')
    await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
    await closed
  },
)
