/** Menus, as far as they can be seen and clicked without a system that shows them. */
import { withRole } from './menuRoles.ts'

/** As main describes them. */
export interface MenuItemOptions {
  id?: string
  label?: string
  type?: string
  role?: string
  accelerator?: string
  registerAccelerator?: boolean
  enabled?: boolean
  submenu?: MenuItemOptions[]
  click?: (item: MenuItem, window: { close(): void } | null) => void
}

class MenuItem {
  readonly id: string | undefined
  readonly label: string
  readonly role: string | null
  readonly enabled: boolean
  readonly type: string
  readonly accelerator: string | null
  readonly registerAccelerator: boolean
  readonly submenu: Menu | null
  readonly #click: MenuItemOptions['click']

  constructor(options: MenuItemOptions) {
    if (options.label === undefined && options.role === undefined && options.type === undefined)
      throw new TypeError('Invalid template for MenuItem: must have at least one of label, role or type')
    const { id, label = '', role, enabled, type, accelerator, registerAccelerator, submenu, click } = withRole(options)
    this.id = id
    this.label = label
    this.role = role ?? null
    this.enabled = enabled ?? true
    this.type = type ?? (submenu === undefined ? 'normal' : 'submenu')
    this.accelerator = accelerator ?? null
    this.registerAccelerator = registerAccelerator ?? true
    this.submenu = submenu === undefined ? null : Menu.buildFromTemplate(submenu)
    this.#click = click
  }
  click(_event: unknown, window: { close(): void } | null): void {
    this.#click?.(this, window)
  }
}

let applicationMenu: Menu | null = null
/** All that were shown where the pointer is. */
export const popups: Menu[] = []

export class Menu {
  readonly items: MenuItem[] = []

  static buildFromTemplate(template: MenuItemOptions[]): Menu {
    const menu = new Menu()
    menu.items.push(...template.map((options) => new MenuItem(options)))
    return menu
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }
  popup(): void {
    popups.push(this)
  }
}
