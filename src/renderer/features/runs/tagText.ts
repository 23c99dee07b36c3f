/** Tags as they are written: several at once, with commas between them. */

const LONGEST_TAG = 60
const MOST_AT_ONCE = 20

export interface WrittenTags {
  tags: string[]
  /** Why they cannot be added, as a sentence. */
  problem: string | null
}

/** @param present tags that are there already, and not added again */
export function readTags(text: string, present: readonly string[] = []): WrittenTags {
  const written = text
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '')
  const tags = [...new Set(written)].filter((tag) => !present.includes(tag))
  if (tags.some((tag) => tag.length > LONGEST_TAG))
    return { tags: [], problem: `A tag has at most ${LONGEST_TAG} characters.` }
  if (tags.length > MOST_AT_ONCE) return { tags: [], problem: `At most ${MOST_AT_ONCE} tags at once.` }
  return { tags, problem: null }
}
