// `node --import`: in this process `electron` is the stand-in. Main is the built file, and knows nothing of it.
import { registerHooks } from 'node:module'

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron.ts', import.meta.url).href, format: 'module-typescript', shortCircuit: true }
      : next(specifier, context),
})

// What main does on another system only.
const platform = process.env['STAND_IN_PLATFORM']
if (platform) Object.defineProperty(process, 'platform', { value: platform })

// A packaged program is not an argument of its own: what it is given begins one earlier.
if (process.env['STAND_IN_PACKAGED']) process.argv.splice(1, 1)
