/** A colour as charts are given it, for a style sheet or an SVG attribute of the page: `--p95` becomes `var(--p95)`. */
export function cssReference(color: string): string {
  return color.startsWith('--') ? `var(${color})` : color
}
