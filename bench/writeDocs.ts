/** `node bench/writeDocs.ts`: writes the generated parts of docs/ from the results that are kept, without measuring. */
import { readAccuracyResults, writeAccuracyPage } from './accuracy/document.ts'
import { writePerformancePage } from './document.ts'
import { readResults } from './results.ts'

const results = readResults()
if (results !== null) writePerformancePage(results)
const study = readAccuracyResults()
if (study !== null) writeAccuracyPage(study)
