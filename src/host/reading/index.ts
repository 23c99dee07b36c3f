/** The worker that reads the history. Being written. */
export {}
