export const electronFolder: string
/** Null: it is not there. */
export function electronRuntime(): string | null
