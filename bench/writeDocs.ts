/** `node bench/writeDocs.ts`: writes the generated parts of docs/performance.md from bench/results.json, without measuring. */
import { writePerformancePage } from './document.ts'
import { readResults } from './results.ts'

const results = readResults()
if (results === null) throw new Error('there is no bench/results.json yet: npm run bench')
writePerformancePage(results)
