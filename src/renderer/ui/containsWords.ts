/** Whether all words of what was typed are in a text, in any order and case. Nothing typed fits everything. */
export function containsWords(text: string, sought: string): boolean {
  const searched = text.toLocaleLowerCase()
  return sought
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => searched.includes(word))
}
