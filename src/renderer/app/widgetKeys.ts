/** Keys of parts of the window that have no command: they hold where the focus is. For the sheet of shortcuts. */

export interface KeyGroup {
  title: string
  keys: readonly { keys: readonly string[]; text: string }[]
}

export const WIDGET_KEYS: readonly KeyGroup[] = [
  {
    title: 'Tables',
    keys: [
      { keys: ['Up', 'Down'], text: 'Row above, below' },
      { keys: ['Home', 'End'], text: 'First, last row' },
      { keys: ['Enter'], text: 'Open' },
      { keys: ['Space'], text: 'Inspect' },
      { keys: ['Shift+Up', 'Shift+Down'], text: 'Extend the selection' },
      { keys: ['Ctrl+A'], text: 'Select all' },
      { keys: ['Alt+Left', 'Alt+Right'], text: 'Width of the column, on its head' },
    ],
  },
  {
    title: 'Charts',
    keys: [
      { keys: ['Left', 'Right'], text: 'Crosshair, with Shift by 10' },
      { keys: ['[', ']'], text: 'Window starts, ends at the crosshair' },
      { keys: ['Z'], text: 'Reset the window' },
      { keys: ['+', '-'], text: 'Zoom' },
      { keys: ['L'], text: 'Log or linear' },
      { keys: ['E'], text: 'Elapsed or clock time' },
      { keys: ['T'], text: 'Chart as table' },
      { keys: ['C'], text: 'Copy values' },
      { keys: ['F'], text: 'Full screen' },
    ],
  },
]
