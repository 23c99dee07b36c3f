import type { Component } from 'vue'

export interface MenuAction {
  id: string
  label: string
  icon?: Component
  /** As UiKbd takes it: `Ctrl+Shift+P`. */
  shortcut?: string
  danger?: boolean
  disabled?: boolean
  /** With a value the item can be ticked, and the menu stays open. */
  checked?: boolean
}

export type MenuItem = MenuAction | 'separator'
