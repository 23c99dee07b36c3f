/** What is asked and said in dialogs of the system. */
import { dirname } from 'node:path'
import { clipboard, dialog, type BrowserWindow, type MessageBoxOptions, type OpenDialogOptions } from 'electron'
import type { ActiveRun } from '../../contract/methods/runs.ts'

async function ask(window: BrowserWindow | null, options: MessageBoxOptions): Promise<number> {
  const shown = { noLink: true, ...options }
  const { response } = await (window === null ? dialog.showMessageBox(shown) : dialog.showMessageBox(window, shown))
  return response
}

/** Names come from plans: of any length, and with marks that turn the text around. */
export function runsText(runs: readonly ActiveRun[]): string {
  const [first] = runs
  if (first === undefined) return 'No run goes on.'
  if (runs.length > 1) return `${runs.length} runs go on.`
  return `A run goes on: ${plainName(first.planName)}, ${plainName(first.scenario)}.`
}

function plainName(name: string): string {
  const plain = name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain
}

export async function askAboutRuns(
  window: BrowserWindow | null,
  runs: readonly ActiveRun[],
): Promise<'keep' | 'stop' | 'cancel'> {
  const answer = await ask(window, {
    type: 'question',
    message: runsText(runs),
    detail: 'It can go on without the window. Stopped, what was measured so far stays in the history.',
    buttons: ['Keep Running in Tray', 'Stop Run', 'Cancel'],
    defaultId: 0,
    cancelId: 2,
  })
  return (['keep', 'stop', 'cancel'] as const)[answer] ?? 'cancel'
}

/** Before another folder is opened, or the program ended from the tray or the menu. */
export async function askToStop(window: BrowserWindow | null, runs: readonly ActiveRun[]): Promise<boolean> {
  const answer = await ask(window, {
    type: 'question',
    message: runsText(runs),
    detail: 'It would be stopped. What was measured so far stays in the history.',
    buttons: ['Stop Run', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  })
  return answer === 0
}

export async function askToStopNow(window: BrowserWindow | null): Promise<boolean> {
  const answer = await ask(window, {
    type: 'question',
    message: 'The run is being stopped.',
    detail: 'Requests that are under way are waited for. Stopped now, they count as interrupted.',
    buttons: ['Stop Now', 'Wait'],
    defaultId: 1,
    cancelId: 1,
  })
  return answer === 0
}

/** @param last the folder that was open: others are near it. Null: wherever the system begins, which is among downloads */
export async function askForFolder(window: BrowserWindow | null, last: string | null): Promise<string | null> {
  const asked: OpenDialogOptions = { title: 'Open Folder', properties: ['openDirectory', 'createDirectory'] }
  if (last !== null) asked.defaultPath = dirname(last)
  const { canceled, filePaths } = await (window === null
    ? dialog.showOpenDialog(asked)
    : dialog.showOpenDialog(window, asked))
  return canceled ? null : (filePaths[0] ?? null)
}

/** The workspace cannot be served. */
export async function askForAnotherFolder(window: BrowserWindow | null, message: string): Promise<boolean> {
  const answer = await ask(window, {
    type: 'error',
    message: 'The folder cannot be opened.',
    detail: message,
    buttons: ['Open Another Folder…', 'Quit'],
    defaultId: 0,
    cancelId: 1,
  })
  return answer === 0
}

/** It crashed again and again: whether it is tried once more. @param cause of the last time @param details what may be copied */
export async function askToRestart(window: BrowserWindow | null, cause: string, details: string): Promise<boolean> {
  for (;;) {
    const answer = await ask(window, {
      type: 'error',
      message: 'The host keeps ending.',
      detail: `${cause}\n\nWhat was measured before is in the history.`,
      buttons: ['Try Again', 'Copy Details', 'Quit'],
      defaultId: 0,
      cancelId: 2,
    })
    if (answer !== 1) return answer === 0
    await clipboard.writeText(details)
  }
}

/** It is there, and does not answer. @param answers closes the question @returns whether another one takes its place */
export async function askAboutSilence(
  window: BrowserWindow | null,
  isRunning: boolean,
  answers: AbortSignal,
): Promise<boolean> {
  const answer = await ask(window, {
    type: 'warning',
    message: 'The host does not answer.',
    detail: isRunning
      ? 'Restarted, the run ends as interrupted. What was measured so far stays in the history.'
      : 'What was measured stays in the history.',
    buttons: ['Wait', 'Restart Host'],
    defaultId: 0,
    cancelId: 0,
    signal: answers,
  })
  return answer === 1
}
