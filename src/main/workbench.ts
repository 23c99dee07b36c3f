/** The workbench under Electron: one window, the host of the folder that is open, and how they come and go. */
import { app, MessageChannelMain, type BrowserWindow, type WebFrameMain } from 'electron'
import type { ToHostProcess } from '../contract/shell.ts'
import type { PageToShell, ShellToPage } from '../contract/shellPage.ts'
import { createHostTrouble } from './hostTrouble.ts'
import { SecretError, type KeptSecrets } from './kept/secrets.ts'
import type { ShellSettings } from './kept/settings.ts'
import { planLink, type Opening } from './opening.ts'
import { createHostKeeper } from './processes/hostKeeper.ts'
import { startHost, type HostFiles } from './processes/hostProcess.ts'
import type { StartUtility } from './processes/utility.ts'
import { setMenu } from './window/menu.ts'
import type { ChosenKeys } from './window/menuTemplate.ts'
import { createOneQuestion } from './window/oneQuestion.ts'
import { openPagePort, type PagePort } from './window/pagePort.ts'
import { createPageSecrets, secretFailure } from './window/pageSecrets.ts'
import { askAboutRuns, askForFolder, askToStop, askToStopNow } from './window/questions.ts'
import { createRunSigns } from './window/runSigns.ts'
import { openWindow, showWindow } from './window/workbenchWindow.ts'

export interface WorkbenchParts {
  settings: ShellSettings
  secrets: KeptSecrets
  startUtility: StartUtility
  files: HostFiles & { preload: string; icon: string; trayIcon: string }
  log: (line: string) => void
  /** Of what `log` was told. */
  logFile: string
}

export interface Workbench {
  /** Another folder takes the place of the one that is open; a plan of it is shown. */
  open(opening: Opening): Promise<void>
  readonly workspace: string | null
  /** The window is there, and in front. */
  show(): void
  /** A new pair of ports for the page. */
  connect(frame: WebFrameMain): void
  /** Ends it; where a run goes on it is asked what becomes of it. */
  quit(): Promise<void>
  /** Ends it without a question, in order; asked again at once. */
  end(): Promise<void>
}

export function createWorkbench(parts: WorkbenchParts): Workbench {
  const { settings, startUtility, files, log } = parts
  const questions = createOneQuestion()
  const secrets = createPageSecrets(parts.secrets, tell, log)
  let window: BrowserWindow | null = null
  let page: PagePort | null = null
  /** To be shown when the page is there. */
  let link: string | null = null
  /** To be served once the host before is gone. */
  let next: string | null = null
  /** The folder that the page's views are of. */
  let seen: string | null = null
  let chosenKeys: ChosenKeys = new Map()
  let isEnding = false
  let isOver = false

  const keeper = createHostKeeper(
    (workspace, events) => startHost(startUtility, files, openMessage(workspace), events),
    () => secrets.read(),
    {
      runsChanged: showRuns,
      opened(workspace) {
        seen = workspace
        settings.keepRecent(workspace)
        app.addRecentDocument(workspace)
        showFolders()
      },
      notOpened: (message) => void trouble.notOpened(message),
      crashed: (crash) => void trouble.crashed(crash),
      silent: (isSilent) => void trouble.silent(isSilent),
      overdue: () => log('The host did not close in time, and is killed.'),
    },
  )
  const trouble = createHostTrouble({
    place: {
      program: app.getVersion(),
      system: `Electron ${process.versions.electron}, ${process.platform} ${process.arch}`,
      logFile: parts.logFile,
    },
    questions,
    window: () => window,
    isSettled: () => isEnding || next !== null || keeper.workspace !== null,
    lastFolder: () => seen,
    isRunning: () => keeper.runs.length > 0,
    serve,
    restart: () => keeper.restart(),
    end,
    tell,
    log,
  })
  const signs = createRunSigns(files.trayIcon, { open: show, quit: () => void quit() })

  function tell(message: ShellToPage): void {
    page?.tell(message)
  }

  function showRuns(): void {
    if (!isOver) signs.show(keeper.runs, window !== null)
  }

  function showFolders(): void {
    tell({ type: 'folders', recent: [...settings.recent] })
    showMenu()
  }

  function showMenu(): void {
    setMenu(settings.recent, chosenKeys, {
      command(id) {
        show()
        tell({ type: 'command', id })
      },
      openFolder: () => void chooseFolder(),
      openRecent: (folder) => void open({ workspace: folder, plan: null }),
      forgetRecent() {
        settings.forgetRecent()
        app.clearRecentDocuments()
        showFolders()
      },
    })
  }

  function show(): void {
    if (isEnding) return
    if (window !== null) {
      showWindow(window)
      return
    }
    window = openWindow(files, settings, {
      mayClose() {
        if (isOver || keeper.runs.length === 0) return true
        void quit()
        return false
      },
      sessionEnds() {
        // No moment is left for requests that are under way.
        isEnding = true
        void end()
      },
      closed() {
        window = null
        page?.close()
        page = null
        showRuns()
      },
      log,
    })
    showRuns()
  }

  async function open({ workspace, plan }: Opening): Promise<void> {
    if (isEnding) return
    if (plan !== null) link = planLink(plan)
    if (workspace === (next ?? keeper.workspace)) {
      show()
      showLink()
      return
    }
    if (next !== null) {
      next = workspace
      return
    }
    const { runs } = keeper
    if (runs.length > 0 && !(await questions.ask(() => askToStop(window, runs), false))) {
      link = null
      return
    }
    await serve(workspace)
  }

  async function serve(workspace: string): Promise<void> {
    next = workspace
    await keeper.stop('graceful')
    const latest = next
    next = null
    if (isEnding) return
    keeper.serve(latest)
    // Views of the folder before are of things that this one does not have.
    if (seen !== null && seen !== latest) window?.webContents.reload()
    // One that is visited anew asks for itself.
    else tell({ type: 'hostChanged' })
    show()
  }

  function showLink(): void {
    if (link === null || page === null) return
    tell({ type: 'show', link })
    link = null
  }

  async function chooseFolder(): Promise<void> {
    const workspace = await questions.ask(() => askForFolder(window, seen), null)
    if (workspace !== null) await open({ workspace, plan: null })
  }

  async function receive(message: PageToShell): Promise<void> {
    switch (message.type) {
      case 'openFolder':
        return chooseFolder()
      case 'openRecent':
        // A page names no folders of its own.
        if (settings.recent.includes(message.folder)) await open({ workspace: message.folder, plan: null })
        return
      case 'showSecrets':
        return secrets.show()
      case 'keepSecret':
        return secrets.keep(message.name, message.value)
      case 'forgetSecret':
        return secrets.forget(message.name)
      case 'chosenKeys':
        chosenKeys = new Map(message.chosen.map(({ command, keys }) => [command, keys]))
        return showMenu()
      default:
        message satisfies never
    }
  }

  function connect(frame: WebFrameMain): void {
    page?.close()
    const host = new MessageChannelMain()
    const shell = new MessageChannelMain()
    page = openPagePort(shell.port1, (message) => {
      receive(message).catch((error: unknown) => {
        if (!(error instanceof SecretError)) log(`${message.type}: ${String(error)}`)
        tell({ type: 'refused', message: secretFailure(error) })
      })
    })
    keeper.connect(host.port1)
    frame.postMessage('host:connect', null, [host.port2, shell.port2])
    showFolders()
    showLink()
  }

  async function quit(): Promise<void> {
    const { runs } = keeper
    if (isEnding) {
      if (await questions.ask(() => askToStopNow(window), false)) await end()
      return
    }
    const answer = runs.length === 0 ? 'stop' : await questions.ask(() => askAboutRuns(window, runs), 'cancel')
    if (answer === 'stop') await end()
    else if (answer === 'keep') window?.destroy()
  }

  async function end(): Promise<void> {
    const how = isEnding ? 'now' : 'graceful'
    isEnding = true
    await keeper.stop(how)
    isOver = true
    app.quit()
  }

  app.on('before-quit', (event) => {
    if (isOver) return
    // On a Mac this would call off a log-out, too: not for a host that has nothing to write.
    if (process.platform === 'darwin' && !isEnding && keeper.runs.length === 0) {
      isEnding = isOver = true
      void keeper.stop('now')
      return
    }
    event.preventDefault()
    void quit()
  })
  app.on('window-all-closed', () => {
    // With a run in the tray it goes on; on macOS programs stay without a window.
    if (!isOver && keeper.runs.length === 0 && process.platform !== 'darwin') void quit()
  })
  showFolders()

  return {
    open,
    get workspace() {
      return keeper.workspace
    },
    show,
    connect,
    quit,
    end,
  }
}

function openMessage(workspace: string): Extract<ToHostProcess, { type: 'open' }> {
  return { type: 'open', workspace, program: app.getVersion(), capabilities: { write: true } }
}
