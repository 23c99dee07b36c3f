/** The messages between the pool and its worker threads. One request is under way at a time; each has one answer. */
import type { SeedData } from './schema.ts'

export type WorkerRequest =
  /** With `seedData` the database is made first. */
  | {
      readonly kind: 'open'
      readonly file: string
      readonly mode: 'reader' | 'writer'
      readonly seedData: SeedData | undefined
    }
  | { readonly kind: 'operation'; readonly operation: string; readonly parameters: unknown }
  | { readonly kind: 'close' }

export type WorkerAnswer =
  | { readonly kind: 'result'; readonly result: unknown }
  | { readonly kind: 'error'; readonly message: string }
