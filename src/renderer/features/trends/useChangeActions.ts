/** What can be done to the selected changes, by menu, palette and keys. */
import { ref, type ComputedRef } from 'vue'
import type { TrendChange } from '../../../core/trend/scenarioTrend.ts'
import { useCommands } from '../../app/commands.ts'
import { useConnection } from '../../host/connection.ts'
import type { ChangeAction } from './ChangeList.vue'
import type { ComparedOf } from './useOpenComparison.ts'
import { useTriage } from './useTriage.ts'

export function useChangeActions(
  chosen: ComputedRef<readonly TrendChange[]>,
  of: () => ComparedOf | null,
  openComparison: (change: TrendChange) => Promise<void>,
) {
  const connection = useConnection()
  const { say, move, undo, undoable } = useTriage(of)
  /** What the note that is being written is for. */
  const noteFor = ref<'expected' | 'fixed'>('expected')
  const isWriting = ref(false)

  function act(action: ChangeAction): void {
    const changes = chosen.value
    switch (action) {
      case 'compare':
        if (changes[0] !== undefined) void openComparison(changes[0])
        break
      case 'expected':
      case 'fixed':
        noteFor.value = action
        isWriting.value = true
        break
      case 'new':
        void say(changes, null)
        break
      case 'earlier':
      case 'later':
      case 'found':
        void move(changes, action)
        break
      default:
        void say(changes, action)
    }
  }

  function keepNote(note: string): void {
    void say(chosen.value, noteFor.value, note)
  }

  const onSelection = { when: () => chosen.value.length > 0, disabled: () => connection.readOnlyReason }
  useCommands([
    {
      id: 'trends.acknowledge',
      title: 'Trends: acknowledge the selected changes',
      keys: 'A',
      ...onSelection,
      run: () => act('acknowledged'),
    },
    {
      id: 'trends.noise',
      title: 'Trends: the selected changes are noise',
      keys: 'I',
      ...onSelection,
      run: () => act('noise'),
    },
    {
      id: 'trends.expected',
      title: 'Trends: the selected changes are expected …',
      ...onSelection,
      run: () => act('expected'),
    },
    { id: 'trends.fixed', title: 'Trends: the selected changes are fixed …', ...onSelection, run: () => act('fixed') },
    { id: 'trends.new', title: 'Trends: the selected changes are new again', ...onSelection, run: () => act('new') },
    {
      id: 'trends.earlier',
      title: 'Trends: the selected changes began a build earlier',
      keys: '[',
      ...onSelection,
      run: () => act('earlier'),
    },
    {
      id: 'trends.later',
      title: 'Trends: the selected changes began a build later',
      keys: ']',
      ...onSelection,
      run: () => act('later'),
    },
    {
      id: 'trends.found',
      title: 'Trends: the selected changes began where they were found',
      ...onSelection,
      run: () => act('found'),
    },
    {
      id: 'trends.undo',
      title: 'Trends: undo what was said last',
      keys: 'U',
      when: () => undoable.value !== null,
      run: undo,
    },
  ])

  return { act, noteFor, isWriting, keepNote }
}
