/** Times since the start of a run as `mm:ss`, from an hour on `h:mm:ss` (ux.md §4.3). */
export function clockText(durationMs: number): string {
  const seconds = Math.max(0, Math.floor(durationMs / 1000))
  const two = (value: number): string => String(value).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  const minutesAndSeconds = `${two(Math.floor((seconds % 3600) / 60))}:${two(seconds % 60)}`
  return hours === 0 ? minutesAndSeconds : `${hours}:${minutesAndSeconds}`
}
