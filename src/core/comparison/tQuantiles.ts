/** Quantiles of Student's t, each worked out once: a comparison asks for the same few a thousand times. */
import { studentTQuantile } from '../statistics/studentT.ts'

export type TQuantiles = (p: number, df: number) => number

export function createTQuantiles(): TQuantiles {
  const known = new Map<number, Map<number, number>>()
  return (p, df) => {
    let ofP = known.get(p)
    if (ofP === undefined) known.set(p, (ofP = new Map()))
    let quantile = ofP.get(df)
    if (quantile === undefined) ofP.set(df, (quantile = studentTQuantile(p, df)))
    return quantile
  }
}
