/** What people say of a change that was found. */

/**
 * - `acknowledged`: known, and lived with for now.
 * - `expected`: meant to be so.
 * - `noise`: none, whatever the numbers say.
 * - `fixed`: a build to come takes it back; until one does, it stands.
 */
export const TRIAGE_STATES = ['acknowledged', 'expected', 'noise', 'fixed'] as const
export type TriageState = (typeof TRIAGE_STATES)[number]
