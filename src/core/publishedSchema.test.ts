import { Ajv2020 } from 'ajv/dist/2020.js'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { capacityComparisonSchemaText } from './capacity/capacityComparisonDocument.ts'
import { capacitySchemaText } from './capacity/capacityDocument.ts'
import { baselineSchemaText } from './comparison/baselineDocument.ts'
import { comparisonSchemaText } from './comparison/comparisonDocument.ts'
import { checkSchemaText } from './plan/checkDocument.ts'
import { runListSchemaText } from './report/runListDocument.ts'
import { trendSchemaText } from './trend/trendDocument.ts'

test.each([
  ['comparison', comparisonSchemaText],
  ['trend', trendSchemaText],
  ['capacity', capacitySchemaText],
  ['capacity-comparison', capacityComparisonSchemaText],
  ['runs', runListSchemaText],
  ['baseline', baselineSchemaText],
  ['check', checkSchemaText],
])(
  'the committed schema of a %s is current (node scripts/writeSchemas.ts), and allows what a later version adds',
  (name, text) => {
    const file = new URL(`../../resources/schema/${name}.schema.json`, import.meta.url)
    expect(readFileSync(file, 'utf8')).toBe(text())
    const schema = JSON.parse(text()) as object
    expect(() => new Ajv2020({ strict: true, allowUnionTypes: true }).compile(schema)).not.toThrow()
    expect(text()).not.toContain('"additionalProperties": false')
  },
)
