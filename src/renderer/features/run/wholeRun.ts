/** What is asked of the whole run, for the strip above its sections. An hour is in steps of ten seconds, which are stored: those of fifteen have to be made up. */
export const WHOLE_RUN = { points: 360, percentiles: [95] }
