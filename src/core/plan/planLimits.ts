/** How large a plan may be; larger ones are refused before anything is made of them. */

/** Characters. */
export const MAX_PLAN_LENGTH = 5_000_000
/** Lists and maps inside one another. */
export const MAX_DEPTH = 100
