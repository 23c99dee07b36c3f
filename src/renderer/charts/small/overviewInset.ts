/** What the strip of the whole run keeps free beside its plot, in pixels: whatever stands above or below it can stand in line. */
export const OVERVIEW_INSET = { leftPx: 56, rightPx: 10 } as const
