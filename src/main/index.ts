/** Electron's main process, put together. It starts processes and hands ports on; what is measured and kept is the host's. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, dialog, ipcMain, safeStorage } from 'electron'
import { z } from 'zod'
import { openLogFile, type LogFile } from './kept/logFile.ts'
import { openSecrets } from './kept/secrets.ts'
import { openSettings } from './kept/settings.ts'
import { readOpening, type Opening } from './opening.ts'
import { createUtilities } from './processes/utility.ts'
import { PAGE_ORIGIN, registerScheme, serveApp } from './security/appProtocol.ts'
import { lockDown } from './security/lockDown.ts'
import { isOurPage } from './security/ourPage.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

/** What a second start hands to the first. */
const startSchema = z.object({ args: z.array(z.string()), cwd: z.string() })

/** Of electron-builder.yml. */
const APP_ID = 'dev.loadwright.workbench'

/** Null before it is known where. */
let logFile: LogFile | null = null
function log(text: string): void {
  process.stderr.write(text.endsWith('\n') ? text : `${text}\n`)
  logFile?.write(text)
}
const isMac = process.platform === 'darwin'
const beside = (...path: string[]): string => join(import.meta.dirname, ...path)

// Unpacked, the program is an argument of Electron's.
const start = { args: process.argv.slice(app.isPackaged ? 1 : 2), cwd: process.env['INIT_CWD'] ?? process.cwd() }
/** Asked for by the system before there is a workbench, as macOS does. */
let openedFile: string | null = null
let workbench: Workbench | null = null

// A run that goes on is worth more than an end of main because of something that was not done.
process.on('unhandledRejection', (error) => log(`Not done: ${textOf(error)}`))
// Nor is a fault of main's the end of it: Electron says it in a dialog, which nobody can copy from.
process.on('uncaughtExceptionMonitor', (error) => log(`A fault: ${textOf(error)}`))
// The terminal that it was started from may be gone.
process.stderr.on('error', () => {})
registerScheme()
// That would take back `--no-sandbox`, too, which packages and containers give where the system has no sandbox; then no page opens.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
// As that of the shortcut that the installer makes: both are one program in the task bar.
if (process.platform === 'win32') app.setAppUserModelId(APP_ID)
if (!app.requestSingleInstanceLock(start)) app.quit()
else {
  app.on('second-instance', (_event, _args, _cwd, handed) => {
    const other = startSchema.safeParse(handed)
    const opening = other.success ? readOpening(other.data.args, other.data.cwd, workbench?.workspace) : null
    if (opening !== null) void workbench?.open(opening)
    workbench?.show()
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    const opening = readOpening([path], '/', workbench?.workspace)
    if (workbench === null) openedFile = path
    else if (opening !== null) void workbench.open(opening)
  })
  void app.whenReady().then(begin).catch(cannotStart)
}

async function begin(): Promise<void> {
  const kept = app.getPath('userData')
  logFile = openLogFile(kept)
  serveApp(beside('..', 'renderer'))
  lockDown()
  const settings = openSettings(kept, log)
  const created = createWorkbench({
    settings,
    secrets: openSecrets(kept, safeStorage, log),
    startUtility: createUtilities(log),
    files: {
      host: beside('host.js'),
      engine: beside('engine.js'),
      target: beside('target.js'),
      preload: beside('..', 'preload', 'index.cjs'),
      icon: beside('..', '..', 'resources', 'icons', 'icon.png'),
      // A Mac draws it as large as it is, and in the colour of its menu bar where the name ends so.
      trayIcon: beside('..', '..', 'resources', 'icons', isMac ? 'trayTemplate.png' : 'tray.png'),
    },
    log,
    logFile: logFile.path,
  })
  workbench = created
  ipcMain.on('host:connect', ({ senderFrame }) => {
    if (senderFrame !== null && isOurPage(senderFrame, PAGE_ORIGIN)) created.connect(senderFrame)
  })
  app.on('activate', () => created.show())
  // A Ctrl-C reaches all processes of ours; what it means is decided here.
  process.on('SIGINT', () => void created.end())
  process.on('SIGTERM', () => void created.end())
  await created.open(firstOpening(settings.recent))
}

/** Without a window there is nothing else to say it with; and the next start needs the lock that this one has. */
function cannotStart(error: unknown): void {
  log(`The start failed: ${textOf(error)}`)
  const cause = error instanceof Error ? error.message : String(error)
  dialog.showErrorBox('Loadwright cannot start', logFile === null ? cause : `${cause}\n\nLog: ${logFile.path}`)
  app.exit(1)
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

/** What was asked for, else where the last start left off, else a folder to begin in. */
function firstOpening(recent: readonly string[]): Opening {
  const asked = openedFile === null ? start.args : [openedFile]
  const opening = readOpening(asked, start.cwd) ?? readOpening(recent, '/')
  if (opening !== null) return opening
  const workspace = join(documents(), 'Loadwright')
  try {
    mkdirSync(workspace, { recursive: true })
  } catch (error) {
    // The host cannot open it either, and then another one is asked for.
    log(`The folder to begin in cannot be made: ${(error as Error).message}`)
  }
  return { workspace, plan: null }
}

/** Not every system has them. */
function documents(): string {
  try {
    return app.getPath('documents')
  } catch {
    return app.getPath('home')
  }
}
