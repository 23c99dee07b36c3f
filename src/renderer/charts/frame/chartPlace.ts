/** A place in a chart, which its menu is about; and what can be done there. */
import type { Component } from 'vue'
import type { HeatSelection } from '../heat/heatCell.ts'

export interface ChartPlace {
  /** `06:20–06:25`, `p99`: what it is called in the menu. */
  name: string
  /** Its values, to the clipboard. */
  copy: () => void
  /** In a chart over time: its step in seconds, and how to make it an end of the window. */
  time?: { fromS: number; toS: number; begin: () => void; end: () => void }
  /** Of a timeline: in which lane it is. */
  laneId?: string | null
  /** Where two values can be held against each other: to keep this one, or to let it go. */
  pin?: { isPinned: boolean; toggle: () => void }
  /** Of a heatmap. */
  cell?: HeatSelection
}

/** What whoever shows a chart has to offer at a place of it. */
export interface PlaceAction {
  id: string
  label: string
  icon?: Component
  shortcut?: string
  disabled?: boolean
  run: () => void
}
