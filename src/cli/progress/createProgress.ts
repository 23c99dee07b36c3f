/** How a run shows itself while it runs, in the way that was asked for. */
import { createJsonProgress } from './jsonProgress.ts'
import { createPlainProgress } from './plainProgress.ts'
import type { Progress, ProgressOptions } from './progress.ts'
import { noteRefusal } from './refusalNote.ts'
import { createTtyProgress } from './ttyProgress.ts'
import { plainText, asciiText } from '../terminal/plainText.ts'

export function createProgress(options: ProgressOptions): Progress {
  const { mode } = options
  switch (mode) {
    case 'tty':
      return createTtyProgress(options)
    case 'plain':
      return createPlainProgress(options)
    case 'json':
      return createJsonProgress(options)
    case 'none':
      return createSilentProgress(options)
    default: {
      const unknown: never = mode
      throw new TypeError(`Unknown progress ${String(unknown)}`)
    }
  }
}

/** Notes are told even so: they say what was not as planned. */
function createSilentProgress({ stream, unicode }: ProgressOptions): Progress {
  const note = (text: string): void => {
    const line = plainText(text)
    stream.write(`${unicode ? line : asciiText(line)}\n`)
  }
  return {
    tick() {},
    note,
    stopping() {},
    answered: (line, answer) => noteRefusal(note, line, answer),
    end() {},
  }
}
