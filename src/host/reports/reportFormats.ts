// The formats a report can be asked for, and those that can be had.

/** All formats anybody may ask for by name. */
export const REPORT_FORMATS = ['md', 'json', 'html', 'pdf', 'junit', 'csv'] as const
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** The formats that are written today. */
export const AVAILABLE_FORMATS = ['md', 'json', 'junit', 'csv'] as const satisfies ReportFormat[]
export type AvailableFormat = (typeof AVAILABLE_FORMATS)[number]

/** A format that does not exist, or is not available yet. Wrong usage: nothing was written, and a run need not begin. */
export class ReportFormatError extends Error {
  override name = 'ReportFormatError'
}

/**
 * Checks formats by name; doubles count once.
 *
 * @throws ReportFormatError with a plain sentence about the first that cannot be written
 */
export function availableFormats(names: readonly string[]): AvailableFormat[] {
  const formats = new Set<AvailableFormat>()
  for (const name of names) {
    const format = AVAILABLE_FORMATS.find((one) => one === name)
    if (format === undefined) throw new ReportFormatError(refusal(name))
    formats.add(format)
  }
  return [...formats]
}

function refusal(name: string): string {
  const choice = `Available are ${AVAILABLE_FORMATS.slice(0, -1).join(', ')} and ${AVAILABLE_FORMATS.at(-1)}.`
  return (REPORT_FORMATS as readonly string[]).includes(name)
    ? `Reports in the format ${name} are not available yet. ${choice}`
    : `There is no report format "${name.slice(0, 40)}". ${choice}`
}
