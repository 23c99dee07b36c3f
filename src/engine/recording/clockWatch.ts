/**
 * Whether time went on as usual. Durations come from a monotonic clock, which no change of the time of day can bend; but it
 * stands still while the machine sleeps, and then a run is not what it seems.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { uptime } from 'node:os'

export interface ClockReading {
  /** Monotonic; on Linux without the time the machine slept. */
  monotonicMs: number
  /** Since the machine started, sleep included. */
  uptimeMs: number
  /** Time of day. */
  wallMs: number
}

/** Linux tells its uptime in hundredths of a second, macOS in whole seconds; and the three clocks are not read at once. */
const SLEPT_AT_LEAST_MS = process.platform === 'linux' ? 200 : 2500
/** Adjusting a clock bit by bit (NTP) moves it by at most 0.5 ms a second. */
const SET_AT_LEAST_MS = 100

export interface ClockWatch {
  /** Since the last call. */
  take(): { suspendedMs: number; clockSetMs: number }
  close(): void
}

export function createClockWatch(clocks: Clocks = openClocks()): ClockWatch {
  let last = clocks.read()
  return {
    take() {
      const now = clocks.read()
      const passedMs = now.monotonicMs - last.monotonicMs
      const sleptMs = now.uptimeMs - last.uptimeMs - passedMs
      const suspendedMs = sleptMs >= SLEPT_AT_LEAST_MS ? sleptMs : 0
      const setMs = now.wallMs - last.wallMs - passedMs - suspendedMs
      last = now
      return { suspendedMs, clockSetMs: Math.abs(setMs) >= SET_AT_LEAST_MS ? setMs : 0 }
    },
    close: () => clocks.close(),
  }
}

export interface Clocks {
  read(): ClockReading
  close(): void
}

function openClocks(): Clocks {
  const readings = (uptimeS: number): ClockReading => {
    return { monotonicMs: performance.now(), uptimeMs: uptimeS * 1000, wallMs: Date.now() }
  }
  try {
    // Kept open: with no descriptor left, os.uptime() asks another clock, and in a container the two are far apart.
    const file = openSync('/proc/uptime', 'r')
    const bytes = Buffer.alloc(100)
    return {
      read: () => readings(parseFloat(bytes.toString('latin1', 0, readSync(file, bytes, 0, bytes.length, 0)))),
      close: () => closeSync(file),
    }
  } catch {
    return { read: () => readings(uptime()), close: () => {} }
  }
}
