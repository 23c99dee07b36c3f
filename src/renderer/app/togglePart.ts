/**
 * Shows and hides the side bar, the panel and the inspector. The focus goes along, into what was asked for, and back when that goes;
 * beside the inspector it stays with what is inspected, for the next one.
 */
import { nextTick } from 'vue'
import { focusRegion, regionOf } from './regions.ts'
import { useTabs } from './tabs.ts'
import { useWindowParts, type WindowPart } from './windowParts.ts'

/** What had the focus before. */
const before = new Map<WindowPart, HTMLElement>()

export async function togglePart(part: WindowPart): Promise<void> {
  if (useWindowParts()[part].isOpen) await hidePart(part)
  else await showPart(part)
}

export async function showPart(part: WindowPart): Promise<void> {
  const focused = document.activeElement
  if (focused instanceof HTMLElement) before.set(part, focused)
  useWindowParts().setOpen(part, true)
  if (part === 'inspector') return
  await nextTick()
  focusRegion(part)
}

/** Whatever has the focus elsewhere keeps it. */
export async function hidePart(part: WindowPart): Promise<void> {
  const hadFocus = regionOf(document.activeElement) === part
  const back = before.get(part)
  before.delete(part)
  useWindowParts().setOpen(part, false)
  if (!hadFocus) return
  await nextTick()
  if (back?.isConnected && back.checkVisibility()) back.focus({ preventScroll: true })
  else document.getElementById(`panel-${useTabs().active}`)?.focus({ preventScroll: true })
}
