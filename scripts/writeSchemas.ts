// Writes resources/schema/plan.schema.json from the shapes that the check of plans uses. A test fails when the committed
// file is stale. (The report's schema has a script of its own, writeReportSchema.ts.)
import { mkdirSync, writeFileSync } from 'node:fs'
import { planSchemaText } from '../src/core/plan/jsonSchema.ts'

const file = new URL('../resources/schema/plan.schema.json', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, planSchemaText())
