// Writes resources/schema/*.schema.json from what the program itself reads and prints by. Tests fail when a committed file is stale.
import { mkdirSync, writeFileSync } from 'node:fs'
import { capacitySchemaText } from '../src/core/capacity/capacityDocument.ts'
import { comparisonSchemaText } from '../src/core/comparison/comparisonDocument.ts'
import { planSchemaText } from '../src/core/plan/jsonSchema.ts'
import { reportSchemaText } from '../src/core/report/reportJsonSchema.ts'
import { trendSchemaText } from '../src/core/trend/trendDocument.ts'

const TEXTS = {
  plan: planSchemaText,
  report: reportSchemaText,
  comparison: comparisonSchemaText,
  trend: trendSchemaText,
  capacity: capacitySchemaText,
}

const folder = new URL('../resources/schema/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(TEXTS)) writeFileSync(new URL(`${name}.schema.json`, folder), text())
