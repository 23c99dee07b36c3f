/** Electron's main process, put together. It starts processes and hands ports on; what is measured and kept is the host's. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { app, ipcMain, safeStorage } from 'electron'
import { z } from 'zod'
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

const log = (text: string): void => void process.stderr.write(text.endsWith('\n') ? text : `${text}\n`)
const beside = (...path: string[]): string => join(import.meta.dirname, ...path)

// Unpacked, the program is an argument of Electron's.
const start = { args: process.argv.slice(app.isPackaged ? 1 : 2), cwd: process.env['INIT_CWD'] ?? process.cwd() }
/** Asked for by the system before there is a workbench, as macOS does. */
let openedFile: string | null = null
let workbench: Workbench | null = null

registerScheme()
app.enableSandbox()
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
  void app.whenReady().then(begin)
}

function begin(): void {
  serveApp(beside('..', 'renderer'))
  lockDown()
  const kept = app.getPath('userData')
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
      trayIcon: beside('..', '..', 'resources', 'icons', 'tray.png'),
    },
    log,
  })
  workbench = created
  ipcMain.on('host:connect', ({ senderFrame }) => {
    if (senderFrame !== null && isOurPage(senderFrame, PAGE_ORIGIN)) created.connect(senderFrame)
  })
  app.on('activate', () => created.show())
  // A Ctrl-C reaches all processes of ours; what it means is decided here.
  process.on('SIGINT', () => void created.end())
  process.on('SIGTERM', () => void created.end())
  void created.open(firstOpening(settings.recent))
}

/** What was asked for, else where the last start left off, else a folder to begin in. */
function firstOpening(recent: readonly string[]): Opening {
  const asked = openedFile === null ? start.args : [openedFile]
  const opening = readOpening(asked, start.cwd) ?? readOpening(recent, '/')
  if (opening !== null) return opening
  const workspace = join(app.getPath('documents'), 'Loadwright')
  mkdirSync(workspace, { recursive: true })
  return { workspace, plan: null }
}
