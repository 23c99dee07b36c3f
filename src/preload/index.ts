/** Hands the port over to the page. Being written. */
export {}
