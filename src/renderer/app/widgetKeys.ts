/** Keys of parts of the window that have no command, and are what they are: they hold where the focus is. For the sheet of shortcuts. */

export interface KeyGroup {
  title: string
  keys: readonly { keys: readonly string[]; text: string }[]
}

/** Title of the group to which their commands belong. */
export const CHARTS = 'Charts'

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
    title: CHARTS,
    keys: [
      { keys: ['Left', 'Right'], text: 'Crosshair, with Shift by 10' },
      { keys: ['Shift+Up', 'Shift+Down'], text: 'Upper, lower half of the values' },
      { keys: ['Enter'], text: 'Inspect the moment; pin the percentile or bar' },
    ],
  },
]
