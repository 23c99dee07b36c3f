/** Days as the calendar has them in some place: whoever looks at a list by days may be in another time zone than this process. */
import type { Database } from 'better-sqlite3'

/** Makes `loadwright_local_day(ms since 1970, time zone)` known to a connection: `2026-11-29`, or NULL where the calendar ends. */
export function defineLocalDay(database: Database): void {
  // A list asks thousands of times for one zone, and making a calendar takes longer than asking it; most never ask.
  let calendar: Calendar | null = null
  database.function(
    'loadwright_local_day',
    { deterministic: true, directOnly: true },
    (atMs: number, timeZone: string) => {
      if (calendar?.timeZone !== timeZone) calendar = calendarIn(timeZone)
      return calendar.dayOf(atMs)
    },
  )
}

interface Calendar {
  timeZone: string
  dayOf: (atMs: number) => string | null
}

function calendarIn(timeZone: string): Calendar {
  // Swedes write dates as ISO 8601 does.
  const format = new Intl.DateTimeFormat('sv', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' })
  return {
    timeZone,
    dayOf: (atMs) => (Number.isNaN(new Date(atMs).getTime()) ? null : format.format(atMs)),
  }
}
