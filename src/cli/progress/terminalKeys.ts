/** Keys of a terminal one by one, as they are pressed. */
import { readFileSync } from 'node:fs'
import { StringDecoder } from 'node:string_decoder'

/** A character as it was typed, or the name of a key. Keys that are neither (arrows, function keys, Alt with something) are left out. */
export type Key = string

const CONTROL_KEYS: Record<string, Key> = {
  '\r': 'enter',
  '\n': 'enter',
  '\b': 'backspace',
  '\u007f': 'backspace',
  '\u001b': 'escape',
  '\u0003': 'ctrl-c',
  '\u0015': 'ctrl-u',
  '\u001c': 'ctrl-backslash',
}

/** Escape sequences (ECMA-48 CSI, SS3, Alt and a key), else one character. */
// oxlint-disable-next-line no-control-regex -- it is what terminals send
const KEY = /\u001b(?:\[[0-?]*[ -/]*[@-~]|O[^]|[^\u001b])|[^]/gu

export function keysOf(text: string): Key[] {
  return (text.match(KEY) ?? []).flatMap((sequence) => {
    const named = CONTROL_KEYS[sequence]
    if (named !== undefined) return [named]
    // oxlint-disable-next-line no-control-regex -- as above
    return /^[\u0000-\u001f\u0080-\u009f]/.test(sequence) ? [] : [sequence]
  })
}

export interface TerminalKeys {
  /** The terminal is as it was. */
  end(): void
}

/**
 * `onKeys` gets what came at once together: several keys at a time are a paste, or somebody quick.
 * Null when `stdin` is no terminal, or not ours to read.
 */
export function listenToKeys(stdin: NodeJS.ReadStream, onKeys: (keys: Key[]) => void): TerminalKeys | null {
  if (stdin.isTTY !== true || typeof stdin.setRawMode !== 'function' || !isInForeground()) return null
  const wasRaw = stdin.isRaw
  const decoder = new StringDecoder('utf8')
  const onData = (data: Buffer): void => {
    const keys = keysOf(decoder.write(data))
    // Ctrl-\ is a key like any other while keys are read one by one, but for everybody it is the way out.
    if (keys.includes('ctrl-backslash')) process.kill(process.pid, 'SIGQUIT')
    else onKeys(keys)
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
