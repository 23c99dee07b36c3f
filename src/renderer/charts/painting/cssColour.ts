/** Colours of CSS in the forms that ECharts and pixels need. */

export type Rgb = [red: number, green: number, blue: number]

const PLAIN = /^(#[\da-f]{6}|rgba?\([^)]*\))$/i

/** Any CSS colour (`oklch(…)`, `color-mix(…)`, a name) as #rrggbb or rgba(); grey for what is none. */
export function cssColour(value: string): string {
  const text = value.trim()
  if (PLAIN.test(text)) return text
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })
  if (context === null) return '#808080'
  context.fillStyle = '#808080'
  // A colour that is none leaves the one before.
  if (text !== '') context.fillStyle = text
  context.fillRect(0, 0, 1, 1)
  const [red = 0, green = 0, blue = 0, alpha = 255] = context.getImageData(0, 0, 1, 1).data
  return alpha === 255 ? hex([red, green, blue]) : `rgba(${red},${green},${blue},${Number((alpha / 255).toFixed(3))})`
}

export function hex(rgb: Rgb): string {
  return `#${rgb.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`
}

/** Red, green and blue, 0..255, of #rrggbb or rgb(); grey for anything else. */
export function rgbOf(colour: string): Rgb {
  const digits = /^#([\da-f]{2})([\da-f]{2})([\da-f]{2})$/i.exec(colour.trim())
  if (digits !== null) return [digits[1], digits[2], digits[3]].map((part) => Number.parseInt(part ?? '80', 16)) as Rgb
  const parts = /^rgba?\(\s*([\d.]+)[\s,]+([\d.]+)[\s,]+([\d.]+)/i.exec(colour.trim())
  return parts === null ? [128, 128, 128] : [Number(parts[1]), Number(parts[2]), Number(parts[3])]
}
