/** How good something is, always said with an icon and a word beside the colour. */
export type Tone = 'met' | 'warn' | 'fail' | 'unknown' | 'untrusted' | 'info' | 'plain'

export const TONE_ICONS: Readonly<Record<Tone, string>> = {
  met: '✓',
  warn: '▲',
  fail: '✕',
  unknown: '○',
  untrusted: '⊘',
  info: '●',
  plain: '',
}
