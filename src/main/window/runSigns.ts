/** While a run goes on: a sign of it in the tray, and the system is kept from going to sleep. */
import { Menu, powerSaveBlocker, Tray } from 'electron'
import type { ActiveRun } from '../../contract/methods/runs.ts'
import { runsText } from './questions.ts'

export interface RunSigns {
  /** @param hasWindow without one the tray of a run that has ended stays: it is the only way back */
  show(runs: readonly ActiveRun[], hasWindow: boolean): void
}

export interface TrayActions {
  open(): void
  quit(): void
}

export function createRunSigns(icon: string, actions: TrayActions): RunSigns {
  let tray: Tray | null = null
  let blocker: number | null = null

  function keepAwake(isRunning: boolean): void {
    if (isRunning && blocker === null) blocker = powerSaveBlocker.start('prevent-app-suspension')
    else if (!isRunning && blocker !== null) {
      powerSaveBlocker.stop(blocker)
      blocker = null
    }
  }

  function showTray(text: string): void {
    if (tray === null) {
      tray = new Tray(icon)
      tray.on('click', () => actions.open())
    }
    tray.setToolTip(`Loadwright. ${text}`)
    tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: text.replaceAll('&', '&&'), enabled: false },
        { label: 'Open Loadwright', click: () => actions.open() },
        { type: 'separator' },
        { label: 'Quit', click: () => actions.quit() },
      ]),
    )
  }

  return {
    show(runs, hasWindow) {
      keepAwake(runs.length > 0)
      if (runs.length > 0) showTray(runsText(runs))
      else if (tray === null) return
      else if (!hasWindow) showTray('The run has ended.')
      else {
        tray.destroy()
        tray = null
      }
    },
  }
}
