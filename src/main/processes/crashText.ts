/** How the host ended, in words: short for a dialog, whole for whoever looks for the cause. */
import type { HostCrash } from './hostKeeper.ts'

/** What it ran on; `logFile` has everything that was said before. */
export interface CrashPlace {
  program: string
  /** `Electron 45.0.0, linux x64` */
  system: string
  logFile: string
}

const MOST_LINES = 3
const MOST_CHARS = 400

/** `The cause: was killed, exit code 9.`, and the lines that say most of it. */
export function crashSentence({ how, lastWords }: Pick<HostCrash, 'how' | 'lastWords'>): string {
  const said = lastWords
    .split('\n')
    .filter((line) => line.trim() !== '' && !/^\s+at |^Node\.js v/.test(line))
    .slice(-MOST_LINES)
    .map((line) => line.trim().replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ''))
    .join('\n')
  const cause = `The cause: ${how}.`
  if (said === '') return cause
  return `${cause} It said last:\n${said.length > MOST_CHARS ? `…${said.slice(-MOST_CHARS)}` : said}`
}

/** To be copied into a report of the fault. */
export function crashDetails({ how, lastWords }: Pick<HostCrash, 'how' | 'lastWords'>, place: CrashPlace): string {
  return [
    `Loadwright ${place.program}, ${place.system}`,
    `The host ended: ${how}`,
    lastWords === '' ? 'It said nothing.' : `It said last:\n${lastWords}`,
    `Log: ${place.logFile}`,
  ].join('\n')
}
