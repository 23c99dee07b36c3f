/** The key that stops a run: `q`, and Ctrl-C, which is a key like any other while keys are read one by one. */
import { readFileSync } from 'node:fs'

const CTRL_C = '\u0003'
const CTRL_BACKSLASH = '\u001c'

export interface StopKeys {
  /** The terminal is as it was. */
  end(): void
}

/** Null when `stdin` is no terminal, or not ours to read. */
export function listenToKeys(stdin: NodeJS.ReadStream, stop: () => void): StopKeys | null {
  if (stdin.isTTY !== true || typeof stdin.setRawMode !== 'function' || !isInForeground()) return null
  const wasRaw = stdin.isRaw
  const onData = (data: Buffer): void => {
    for (const key of data.toString('latin1')) {
      if (key === 'q' || key === 'Q' || key === CTRL_C) stop()
      else if (key === CTRL_BACKSLASH) process.kill(process.pid, 'SIGQUIT')
    }
  }
  stdin.setRawMode(true)
  stdin.on('data', onData)
  stdin.resume()
  return {
    end() {
      stdin.off('data', onData)
      stdin.setRawMode(wasRaw)
      stdin.pause()
    },
  }
}

/** A job in the background (`loadwright run … &`) would be halted by the terminal for touching its settings. */
function isInForeground(): boolean {
  if (process.platform !== 'linux') return true
  try {
    // proc_pid_stat(5): behind the name in brackets come state, ppid, pgrp, session, tty_nr, tpgid.
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return group === foreground
  } catch {
    return true
  }
}
