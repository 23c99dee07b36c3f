// Writes resources/schema/report.schema.json from the zod schema. A test fails when the committed file is stale.
import { mkdirSync, writeFileSync } from 'node:fs'
import { reportSchemaText } from '../src/core/report/reportJsonSchema.ts'

const file = new URL('../resources/schema/report.schema.json', import.meta.url)
mkdirSync(new URL('.', file), { recursive: true })
writeFileSync(file, reportSchemaText())
