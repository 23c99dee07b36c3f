// Loaded into a workbench before anything else (node --import): its machine has three cores, so its runs have two engines.
import { syncBuiltinESMExports } from 'node:module'
import os from 'node:os'

os.availableParallelism = () => 3
syncBuiltinESMExports()
