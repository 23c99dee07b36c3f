/** What a tree shows. The tree itself is UiTree.vue. */
import type { Component } from 'vue'
import type { Tone } from './tone.ts'

export interface UiNode {
  /** One of a kind in the whole tree. */
  id: string
  label: string
  icon?: Component
  hint?: string
  tone?: Tone
  children?: readonly UiNode[]
}

/** A node where it stands. */
export interface TreeRow {
  node: UiNode
  /** 0 for the roots. */
  depth: number
  /** Index of its parent among the rows; -1 for roots. */
  parent: number
  position: number
  siblings: number
  isOpen: boolean
}

/** The nodes that are seen, from top to bottom. Deep trees are no reason to overflow the stack. */
export function visibleRows(nodes: readonly UiNode[], expanded: ReadonlySet<string>): TreeRow[] {
  const rows: TreeRow[] = []
  const stack: { nodes: readonly UiNode[]; next: number; depth: number; parent: number }[] = [
    { nodes, next: 0, depth: 0, parent: -1 },
  ]
  for (let level = stack.at(-1); level !== undefined; level = stack.at(-1)) {
    const node = level.nodes[level.next++]
    if (node === undefined) {
      stack.pop()
      continue
    }
    const children = node.children ?? []
    const isOpen = children.length > 0 && expanded.has(node.id)
    const { depth, parent, nodes: siblings } = level
    rows.push({ node, depth, parent, position: level.next, siblings: siblings.length, isOpen })
    if (isOpen) stack.push({ nodes: children, next: 0, depth: depth + 1, parent: rows.length - 1 })
  }
  return rows
}

/** @returns index of the next row after `from` that begins with the text, round the end; -1 where none does */
export function findByStart(rows: readonly TreeRow[], text: string, from: number): number {
  const wanted = text.toLocaleLowerCase()
  for (let step = 0; step < rows.length; step++) {
    const index = (from + step) % rows.length
    if (rows[index]?.node.label.toLocaleLowerCase().startsWith(wanted)) return index
  }
  return -1
}
