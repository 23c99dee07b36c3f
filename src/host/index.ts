/** The host as a process of its own, for Electron (a utility process). Being written. */
export {}
