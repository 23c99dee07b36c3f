/** The workbench under Electron: one window, the host of the folder that is open, and how they come and go. */
import { app, MessageChannelMain, type BrowserWindow, type WebFrameMain } from 'electron'
import type { ToHostProcess } from '../contract/shell.ts'
import type { PageToShell, ShellToPage } from '../contract/shellPage.ts'
import { SecretError, type KeptSecrets } from './kept/secrets.ts'
import type { ShellSettings } from './kept/settings.ts'
import { planLink, type Opening } from './opening.ts'
import { createHostKeeper } from './processes/hostKeeper.ts'
import { startHost, type HostFiles } from './processes/hostProcess.ts'
import type { StartUtility } from './processes/utility.ts'
import { setMenu } from './window/menu.ts'
import type { ChosenKeys } from './window/menuTemplate.ts'
import { openPagePort, type PagePort } from './window/pagePort.ts'
import {
  askAboutRuns,
  askForAnotherFolder,
  askForFolder,
  askToRestart,
  askToStop,
  askToStopNow,
} from './window/questions.ts'
import { createRunSigns } from './window/runSigns.ts'
import { openWindow, showWindow } from './window/workbenchWindow.ts'

export interface WorkbenchParts {
  settings: ShellSettings
  secrets: KeptSecrets
  startUtility: StartUtility
  files: HostFiles & { preload: string; icon: string; trayIcon: string }
  log: (line: string) => void
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

export function createWorkbench({ settings, secrets, startUtility, files, log }: WorkbenchParts): Workbench {
  let window: BrowserWindow | null = null
  let page: PagePort | null = null
  /** To be shown when the page is there. */
  let link: string | null = null
  /** To be served once the host before is gone. */
  let next: string | null = null
  let chosenKeys: ChosenKeys = new Map()
  let isAsking = false
  let isEnding = false
  let isOver = false

  const keeper = createHostKeeper(
    (workspace, events) => startHost(startUtility, files, openMessage(workspace), events),
    secretsForHost,
    {
      runsChanged: showRuns,
      opened(workspace) {
        settings.keepRecent(workspace)
        app.addRecentDocument(workspace)
        showFolders()
      },
      notOpened: (message) => void whenNotOpened(message),
      crashed: (how, isGivenUp) => void whenCrashed(how, isGivenUp),
    },
  )
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
        showFolders()
      },
    })
  }

  async function showSecrets(): Promise<void> {
    tell({ type: 'secrets', names: secrets.names(), obstacle: await secrets.obstacle() })
  }

  /** The host waits for them before it loads a plan: there is always an answer. */
  async function secretsForHost(): Promise<Record<string, string>> {
    try {
      return await secrets.values()
    } catch (error) {
      log(String(error))
      const message = error instanceof SecretError ? error.message : 'It failed because of a fault in Loadwright.'
      tell({ type: 'refused', message: `Kept secrets are not read. ${message}` })
      return {}
    }
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

  /** One question at a time: asked twice, the second answer would be about something else. */
  async function asking<T>(question: () => Promise<T>, otherwise: T): Promise<T> {
    if (isAsking) return otherwise
    isAsking = true
    try {
      return await question()
    } finally {
      isAsking = false
    }
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
    if (runs.length > 0 && !(await asking(() => askToStop(window, runs), false))) {
      link = null
      return
    }
    await serve(workspace)
  }

  async function serve(workspace: string): Promise<void> {
    const isOther = keeper.workspace !== null
    next = workspace
    await keeper.stop('graceful')
    const latest = next
    next = null
    if (isEnding) return
    keeper.serve(latest)
    // Views of the folder before are of things that this one does not have.
    if (isOther) window?.webContents.reload()
    show()
  }

  function showLink(): void {
    if (link === null || page === null) return
    tell({ type: 'show', link })
    link = null
  }

  async function chooseFolder(): Promise<void> {
    const workspace = await asking(() => askForFolder(window), null)
    if (workspace !== null) await open({ workspace, plan: null })
  }

  async function whenNotOpened(message: string): Promise<void> {
    log(message)
    const wantsAnother = await asking(() => askForAnotherFolder(window, message), false)
    if (wantsAnother) await chooseFolder()
    if (keeper.workspace === null) await end()
  }

  async function whenCrashed(how: string, isGivenUp: boolean): Promise<void> {
    log(`The host ended: ${how}`)
    tell({ type: 'hostGone', message: `The cause: ${how}. What was measured before is in the history.` })
    const [latest] = settings.recent
    if (!isGivenUp) return
    if (latest !== undefined && (await asking(() => askToRestart(window, how), false))) keeper.serve(latest)
    else await end()
  }

  async function receive(message: PageToShell): Promise<void> {
    switch (message.type) {
      case 'openFolder':
        return chooseFolder()
      case 'openRecent':
        // A page names no folders of its own.
        if (settings.recent.includes(message.folder)) await open({ workspace: message.folder, plan: null })
        return
      case 'keepSecret':
        await secrets.keep(message.name, message.value)
        return showSecrets()
      case 'forgetSecret':
        secrets.forget(message.name)
        return showSecrets()
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
        const isExpected = error instanceof SecretError
        tell({ type: 'refused', message: isExpected ? error.message : 'It failed because of a fault in Loadwright.' })
      })
    })
    keeper.connect(host.port1)
    frame.postMessage('host:connect', null, [host.port2, shell.port2])
    showFolders()
    void showSecrets()
    showLink()
  }

  async function quit(): Promise<void> {
    const { runs } = keeper
    if (isEnding) {
      if (await asking(() => askToStopNow(window), false)) await end()
      return
    }
    const answer = runs.length === 0 ? 'stop' : await asking(() => askAboutRuns(window, runs), 'cancel')
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
  secrets.onAnswering(() => void showSecrets())
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
