/** What stands below the display: the keys, what the last one did, the mark that is being typed. */
import type { DisplayState } from './displayState.ts'
import { statusSign } from './signs.ts'
import { cutStart, shown, widthOf, type Span, type Surface } from './spans.ts'

/** One line, but for the help. */
export function footer(state: DisplayState, surface: Surface): Span[][] {
  const { controls, ended, keys } = state
  if (ended) return []
  if (!keys) return [[{ text: stopText('Ctrl-C ', state, surface), style: 'dim' }]]
  if (controls.typing !== null) return [typingLine(controls.typing, surface)]
  if (controls.message !== null) {
    const { text, done } = controls.message
    return [[statusSign(done ? 'met' : 'overTarget', surface.unicode), { text: ` ${shown(text, surface.unicode)}` }]]
  }
  return controls.help ? helpLines(state) : [keyLine(state, surface)]
}

function stopText(key: string, { stoppingS }: DisplayState, { unicode }: Surface): string {
  if (stoppingS !== null) return `${key}stop now`
  return `${key}stop ${unicode ? '–' : '-'} what was measured is kept`
}

function typingLine(text: string, { columns, unicode }: Surface): Span[] {
  const label: Span = { text: 'mark: ', style: 'bold' }
  const hint: Span = { text: '   Enter sets it, Esc does not', style: 'dim' }
  const typed = shown(text, unicode)
  const whole: Span[] = [label, { text: `${typed}_` }, hint]
  // What was typed last is what one looks at.
  return widthOf(whole) <= columns ? whole : [label, { text: `${cutStart(typed, columns - 7, unicode)}_` }]
}

/** The keys that there is room for, the most needed first. */
function keyLine({ controls, tick, stoppingS }: DisplayState, { columns }: Surface): Span[] {
  const quantity = tick?.planned.unit === 'perS' ? 'rate' : 'users'
  const isStopping = stoppingS !== null
  const items = isStopping
    ? [
        { text: '[Q] stop now', need: 1 },
        { text: '[m] mark', need: 2 },
      ]
    : [
        { text: '[q] stop', need: 1 },
        { text: `[+/-] ${quantity}`, need: 3 },
        { text: controls.paused ? '[p] resume' : '[p] pause', need: 4 },
        { text: '[m] mark', need: 5 },
        { text: '[?] help', need: 2 },
      ]
  const width = (most: number): number =>
    items.filter(({ need }) => need <= most).reduce((sum, { text }) => sum + text.length + 2, -2)
  let most = items.length
  while (most > 1 && width(most) > columns) most--
  const fitting = items.filter(({ need }) => need <= most).map(({ text }) => text)
  return [{ text: fitting.join('  '), style: 'dim' }]
}

function helpLines({ tick }: DisplayState): Span[][] {
  const isOpen = tick?.planned.unit === 'perS'
  const rows = [
    ['+ -', isOpen ? 'a tenth more or fewer arrivals' : 'a tenth more or fewer users, at least one'],
    [
      'w s W S',
      isOpen ? 'one or ten users more or fewer to carry them' : 'one or ten users more or fewer, as in Locust',
    ],
    ['p', isOpen ? 'no arrivals until p again; the time goes on' : 'no users until p again; the time goes on'],
    ['m', 'sets a mark: a text for this moment'],
    ['q Q', 'stops gracefully, stops now; what was measured is kept'],
    ['?', 'closes this'],
  ] as const
  return rows.map(([keys, what]) => [
    { text: keys.padEnd(9), style: 'bold' },
    { text: what, style: 'dim' },
  ])
}
