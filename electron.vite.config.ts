import { resolve } from 'node:path'
import { defineConfig } from 'electron-vite'

/**
 * Every Node process of the product is an explicit entry, so that the command line, the Electron
 * shell and the tests all run the same built file (`out/main/engine.js` is the engine everywhere).
 */
export default defineConfig({
  main: {
    build: {
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          engine: resolve('src/engine/index.ts'),
          stallWatcher: resolve('src/engine/script/stallWatcher.ts'),
          cli: resolve('src/cli/index.ts'),
          target: resolve('src/target/index.ts'),
          databaseWorker: resolve('src/target/databaseWorker.ts'),
          authoring: resolve('src/authoring/loadwright.ts'),
        },
      },
    },
  },
})
