// Writes resources/schema/*.schema.json from what the program itself reads and prints by. Tests fail when a committed file is stale.
import { mkdirSync, writeFileSync } from 'node:fs'
import { capacityComparisonSchemaText } from '../src/core/capacity/capacityComparisonDocument.ts'
import { capacitySchemaText } from '../src/core/capacity/capacityDocument.ts'
import { baselineSchemaText } from '../src/core/comparison/baselineDocument.ts'
import { comparisonSchemaText } from '../src/core/comparison/comparisonDocument.ts'
import { checkSchemaText } from '../src/core/plan/checkDocument.ts'
import { planSchemaText } from '../src/core/plan/jsonSchema.ts'
import { reportSchemaText } from '../src/core/report/reportJsonSchema.ts'
import { runListSchemaText } from '../src/core/report/runListDocument.ts'
import { trendSchemaText } from '../src/core/trend/trendDocument.ts'

const TEXTS = {
  plan: planSchemaText,
  report: reportSchemaText,
  comparison: comparisonSchemaText,
  trend: trendSchemaText,
  capacity: capacitySchemaText,
  'capacity-comparison': capacityComparisonSchemaText,
  runs: runListSchemaText,
  baseline: baselineSchemaText,
  check: checkSchemaText,
}

const folder = new URL('../resources/schema/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const [name, text] of Object.entries(TEXTS)) writeFileSync(new URL(`${name}.schema.json`, folder), text())
