/** The keys of a focused chart as somebody has chosen them: what is pressed is read as the key that stands for it in charts. */
import { useKeyMap } from '../app/keyMap.ts'
import { CHART_COMMANDS } from '../app/viewCommands.ts'
import { isMacKeyboard, normalSequence, pressedKeys } from '../ui/keys.ts'
import { chartAction, type ChartAction, type Keystroke } from './chartKeys.ts'

const PLAIN = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false }

export interface ChartKeys {
  /** Null: no chart has a use for it. */
  read: (event: Keystroke) => Keystroke | null
  actionOf: (event: Keystroke) => ChartAction | null
  /** For `keydown`: nobody else hears of what was done. @param act whether it does something here */
  listener: (act: (action: ChartAction) => boolean) => (event: KeyboardEvent) => void
}

export function useChartKeys(): ChartKeys {
  const keyMap = useKeyMap()
  const isMac = isMacKeyboard()

  function read(event: Keystroke): Keystroke | null {
    if (!CHART_COMMANDS.some(({ id }) => keyMap.isChanged(id))) return event
    const pressed = pressedKeys(event, isMac)
    const has = (keys: readonly string[]): boolean => keys.some((each) => normalSequence(each) === pressed)
    const command = CHART_COMMANDS.find((each) => has(keyMap.keysFor(each.id, each.keys)))
    const [key] = command?.keys ?? []
    if (key !== undefined) return { ...PLAIN, key }
    // One that was given away is nobody's here; arrows and the like are what they were.
    return CHART_COMMANDS.some(({ keys }) => has(keys)) ? null : event
  }

  function actionOf(event: Keystroke): ChartAction | null {
    const keystroke = read(event)
    return keystroke === null ? null : chartAction(keystroke)
  }

  return {
    read,
    actionOf,
    listener: (act) => (event) => {
      const action = actionOf(event)
      if (action === null || !act(action)) return
      event.preventDefault()
      event.stopPropagation()
    },
  }
}
