/** What can be done in a run by key and by name. */
import { useCommands, type Command } from '../../app/commands.ts'
import { useConnection } from '../../host/connection.ts'
import { RUN_SECTIONS } from './runLink.ts'
import type { RunLookStore } from './runView.ts'
import { SECTION_NAMES } from './useSectionTabs.ts'

/**
 * To be used while the run screen is set up. Steering by key is with its controls (RunControls.vue).
 *
 * @param enterSection puts the focus into the section that is shown
 */
export function useRunCommands(store: RunLookStore, enterSection: () => unknown): void {
  const { section, choice, isLive, frozenAtS, setFrozen, hasEndedHere } = store
  const connection = useConnection()
  const sections = RUN_SECTIONS.map((each, index): Command => ({
    id: `run.section.${each}`,
    title: `Run: ${SECTION_NAMES[each]}`,
    keys: `Alt+${index + 1}`,
    run() {
      section.value = each
      enterSection()
    },
  }))
  useCommands([
    ...sections,
    {
      id: 'run.follow',
      title: 'Run: follow the last 5 min',
      keys: 'End',
      when: () => isLive.value,
      run() {
        setFrozen(false)
        choice.value = { kind: 'follow' }
      },
    },
    {
      id: 'run.freeze',
      title: 'Run: freeze or resume the view',
      keys: '.',
      when: () => isLive.value || frozenAtS.value !== null,
      run: () => setFrozen(frozenAtS.value === null),
    },
    { id: 'run.window.whole', title: 'Run: window of the whole run', run: () => (choice.value = { kind: 'whole' }) },
    {
      id: 'run.window.judged',
      title: 'Run: window that is judged',
      run() {
        choice.value = { kind: 'judged' }
        hasEndedHere.value = false
      },
    },
    {
      id: 'run.reload',
      title: 'Run: ask again',
      disabled: () => (connection.isConnected ? null : 'There is no connection to the host.'),
      run: () => store.reload(),
    },
  ])
}
