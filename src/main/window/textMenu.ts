/** The menu of the right mouse button on text, which a browser has, and Electron has not. Where the page shows a menu of its own none is asked for. */
import { Menu, type BrowserWindow, type MenuItemConstructorOptions } from 'electron'

export function offerTextMenu(window: BrowserWindow): void {
  window.webContents.on('context-menu', (_, { isEditable, selectionText, editFlags }) => {
    const copy: MenuItemConstructorOptions = { role: 'copy', enabled: editFlags.canCopy }
    if (isEditable)
      show([
        { role: 'undo', enabled: editFlags.canUndo },
        { role: 'redo', enabled: editFlags.canRedo },
        { type: 'separator' },
        { role: 'cut', enabled: editFlags.canCut },
        copy,
        { role: 'paste', enabled: editFlags.canPaste },
        { type: 'separator' },
        { role: 'selectAll', enabled: editFlags.canSelectAll },
      ])
    else if (selectionText.trim() !== '') show([copy])
  })

  function show(items: MenuItemConstructorOptions[]): void {
    Menu.buildFromTemplate(items).popup({ window })
  }
}
