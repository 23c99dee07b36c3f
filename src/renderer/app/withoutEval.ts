/** Checks of zod run as they are, not as generated code: the page's policy forbids that. Imported before anything that checks. */
import { z } from 'zod'

z.config({ jitless: true })
