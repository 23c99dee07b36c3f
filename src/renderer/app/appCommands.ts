/** What the window itself can do. */
import { nextTick } from 'vue'
import { useStartDialog } from '../features/start/startDialog.ts'
import { useExample } from '../features/start/useExample.ts'
import { useConnection } from '../host/connection.ts'
import { useConfirm } from '../ui/confirm.ts'
import type { Command } from './commands.ts'
import { linkTo } from './navigation.ts'
import { usePalette } from './palette.ts'
import { cycleRegions } from './regions.ts'
import { useShell } from './shell.ts'
import { useTabs } from './tabs.ts'
import { useTheme, type Theme } from './theme.ts'
import { togglePart } from './togglePart.ts'

/** Closes a tab; asks where something in it is not saved. */
export function useCloseTab(): (id: string) => Promise<void> {
  const tabs = useTabs()
  const confirm = useConfirm()
  return async (id) => {
    const tab = tabs.tabs.find((each) => each.id === id)
    if (tab?.dirty) {
      const question = {
        title: `Close ${tab.title}?`,
        text: 'What was changed there is not saved, and will be lost.',
        action: 'Close without saving',
        danger: true,
      }
      if (!(await confirm.ask(question))) return
    }
    tabs.close(id)
    await nextTick()
    // The focus was in what is gone: on the tab that is shown now it is not lost.
    if (document.activeElement === document.body) document.getElementById(`tab-${tabs.active}`)?.focus()
  }
}

/** The focus goes along: where it is, there is worked. */
async function onOtherSide(go: () => unknown): Promise<void> {
  go()
  await nextTick()
  document.getElementById(`panel-${useTabs().active}`)?.focus({ preventScroll: true })
}

export function useAppCommands(): Command[] {
  const tabs = useTabs()
  const palette = usePalette()
  const theme = useTheme()
  const connection = useConnection()
  const start = useStartDialog()
  const example = useExample()
  const shell = useShell()
  const closeTab = useCloseTab()
  const hasTab = (): boolean => tabs.active !== null
  const hasSeveral = (): boolean => tabs.tabsIn(tabs.activeGroup).length > 1
  const setTheme = (next: Theme) => (): void => void (theme.theme = next)

  return [
    {
      id: 'app.commands',
      title: 'Show all commands',
      keys: ['Ctrl+Shift+P', 'F1'],
      run: () => palette.open('commands'),
    },
    { id: 'app.open', title: 'Search plans and runs', keys: ['Ctrl+P', 'Ctrl+K'], run: () => palette.open('things') },
    { id: 'run.start', title: 'Start a run …', disabled: () => connection.readOnlyReason, run: () => start.open() },
    {
      id: 'run.example',
      title: 'Run the example',
      disabled: () => connection.readOnlyReason,
      run: () => example.run(),
    },
    { id: 'go.home', title: 'Home', keys: 'Ctrl+1', run: () => tabs.open('home') },
    { id: 'go.runs', title: 'Runs', keys: 'Ctrl+2', run: () => tabs.open('runs') },
    { id: 'go.plans', title: 'Plans', keys: 'Ctrl+3', run: () => tabs.open('plan') },
    { id: 'go.compare', title: 'Compare builds', keys: 'Ctrl+4', run: () => tabs.open('compare') },
    { id: 'go.trends', title: 'Trends', keys: 'Ctrl+5', run: () => tabs.open('trends') },
    { id: 'go.capacity', title: 'Capacity', keys: 'Ctrl+6', run: () => tabs.open('capacity') },
    { id: 'go.settings', title: 'Settings', keys: 'Ctrl+,', run: () => tabs.open('settings') },
    // Browsers keep some keys for themselves: each of these has one that they leave.
    {
      id: 'tab.next',
      title: 'Next tab',
      keys: ['Ctrl+PgDn', 'Ctrl+Tab', 'Alt+PgDn'],
      when: hasTab,
      run: () => tabs.step(1),
    },
    {
      id: 'tab.previous',
      title: 'Previous tab',
      keys: ['Ctrl+PgUp', 'Ctrl+Shift+Tab', 'Alt+PgUp'],
      when: hasTab,
      run: () => tabs.step(-1),
    },
    {
      id: 'tab.moveRight',
      title: 'Move tab right',
      keys: ['Ctrl+Shift+PgDn', 'Alt+Shift+PgDn'],
      when: hasSeveral,
      run: () => tabs.active !== null && tabs.shift(tabs.active, 1),
    },
    {
      id: 'tab.moveLeft',
      title: 'Move tab left',
      keys: ['Ctrl+Shift+PgUp', 'Alt+Shift+PgUp'],
      when: hasSeveral,
      run: () => tabs.active !== null && tabs.shift(tabs.active, -1),
    },
    {
      id: 'tab.close',
      title: 'Close tab',
      keys: ['Ctrl+W', 'Alt+W'],
      when: hasTab,
      run: () => tabs.active !== null && closeTab(tabs.active),
    },
    {
      id: 'tab.closeOthers',
      title: 'Close other tabs',
      when: hasSeveral,
      run: () => tabs.active !== null && tabs.closeOthers(tabs.active),
    },
    {
      id: 'tab.reopen',
      title: 'Reopen closed tab',
      keys: ['Ctrl+Shift+T', 'Alt+Shift+T'],
      when: () => tabs.closed.length > 0,
      run: () => tabs.reopen(),
    },
    {
      id: 'tab.split',
      title: 'Split: show this view on the other side, too',
      keys: 'Ctrl+\\',
      when: hasTab,
      run: () => onOtherSide(() => tabs.split()),
    },
    {
      id: 'tab.otherSide',
      title: 'Go to the other side',
      keys: 'Ctrl+F6',
      when: () => tabs.isSplit,
      run: () => onOtherSide(() => tabs.activateGroup(tabs.activeGroup === 0 ? 1 : 0)),
    },
    {
      id: 'tab.moveOver',
      title: 'Move tab to the other side',
      when: () => tabs.isSplit || hasSeveral(),
      run: () => onOtherSide(() => tabs.active !== null && tabs.moveOver(tabs.active)),
    },
    {
      id: 'tab.pin',
      title: 'Keep tab open',
      when: () => tabs.activeTab?.pinned === false,
      run: () => tabs.active !== null && tabs.pin(tabs.active),
    },
    {
      id: 'tab.copyLink',
      title: 'Copy link to this view',
      when: hasTab,
      run: () => tabs.activeTab !== null && navigator.clipboard.writeText(linkTo(tabs.activeTab)),
    },
    {
      id: 'app.openFolder',
      title: 'Open folder …',
      keys: 'Ctrl+O',
      when: () => shell.isThere,
      run: () => shell.post({ type: 'openFolder' }),
    },
    { id: 'app.theme.light', title: 'Theme: light', run: setTheme('light') },
    { id: 'app.theme.dark', title: 'Theme: dark', run: setTheme('dark') },
    { id: 'app.theme.contrast', title: 'Theme: high contrast', run: setTheme('contrast') },
    { id: 'app.theme.system', title: 'Theme: as the system', run: setTheme('system') },
    {
      id: 'app.density',
      title: 'Density: comfortable or compact',
      run: () => (theme.density = theme.density === 'compact' ? 'comfortable' : 'compact'),
    },
    { id: 'app.side', title: 'Side bar: show or hide', keys: 'Ctrl+B', run: () => togglePart('side') },
    { id: 'app.panel', title: 'Panel: show or hide', keys: 'Ctrl+J', run: () => togglePart('panel') },
    { id: 'app.inspector', title: 'Inspector: show or hide', keys: 'Space', run: () => togglePart('inspector') },
    { id: 'app.nextRegion', title: 'Next part of the window', keys: 'F6', hidden: true, run: () => cycleRegions(1) },
    {
      id: 'app.previousRegion',
      title: 'Previous part of the window',
      keys: 'Shift+F6',
      hidden: true,
      run: () => cycleRegions(-1),
    },
    {
      id: 'app.keys',
      title: 'Change keyboard shortcuts',
      keys: 'Ctrl+K Ctrl+S',
      run() {
        // The first of the two has opened it.
        palette.isOpen = false
        palette.isSheetOpen = false
        tabs.open('settings', { section: 'keyboard' })
      },
    },
    { id: 'help.shortcuts', title: 'Keyboard shortcuts', keys: '?', run: () => (palette.isSheetOpen = true) },
  ]
}
