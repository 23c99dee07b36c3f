/** From how many to what colour: a table of 256 steps between the tokens, even to the eye. */
import { rgbOf, type Rgb } from '../painting/cssColour.ts'
import { mixOklab, oklabOf, rgbOfOklab } from './oklab.ts'

export const HEAT_TOKENS = [
  '--heat-0',
  '--heat-1',
  '--heat-2',
  '--heat-3',
  '--heat-4',
  '--heat-5',
  '--heat-6',
  '--heat-7',
]
export const STEPS = 256

/** @param stops colours from few to many, as ECharts understands them; at least one */
export function heatRamp(stops: readonly string[]): Rgb[] {
  const colours = stops.map((stop) => oklabOf(rgbOf(stop)))
  return Array.from({ length: STEPS }, (_, step) => {
    const at = (step / (STEPS - 1)) * (colours.length - 1)
    const low = Math.min(colours.length - 1, Math.floor(at))
    const [from, to] = [colours[low], colours[Math.min(colours.length - 1, low + 1)]]
    return from === undefined || to === undefined ? [128, 128, 128] : rgbOfOklab(mixOklab(from, to, at - low))
  })
}

/** As 32 bits that lie in memory like the bytes of ImageData: red first. */
export function packed([red, green, blue]: Rgb): number {
  return (255 << 24) | (Math.round(blue) << 16) | (Math.round(green) << 8) | Math.round(red)
}
