import { resolve } from 'node:path'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'electron-vite'

/**
 * Every Node process of the product is an explicit entry, so that the command line, the Electron
 * shell and the tests all run the same built file (`out/main/engine.js` is the engine everywhere).
 */
const NOT_IN_BASE =
  /preload-helper|echarts|zrender|renderer\/charts\/|renderer\/host\/|contract\/(wire|channel|shellPage)/

export default defineConfig({
  main: {
    build: {
      minify: false,
      sourcemap: true,
      rolldownOptions: {
        input: {
          index: resolve('src/main/index.ts'),
          host: resolve('src/host/index.ts'),
          reader: resolve('src/host/reading/index.ts'),
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
  preload: {
    build: {
      // A sandboxed preload can be neither a module nor import anything but electron.
      externalizeDeps: false,
      rolldownOptions: {
        input: { index: resolve('src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src/renderer',
    base: './',
    html: { cspNonce: '__CSP_NONCE__' },
    plugins: [vue()],
    build: {
      minify: 'oxc',
      target: 'es2024',
      // As text in the page they would need `data:` in the policy.
      assetsInlineLimit: 0,
      rolldownOptions: {
        input: { index: resolve('src/renderer/index.html') },
        output: {
          codeSplitting: {
            // One file instead of a hundred small ones for what most views are made of: each costs a request. Not what opens the
            // connection, which comes first, nor charts, which come when there are some.
            groups: [{ name: 'base', test: (id) => !NOT_IN_BASE.test(id), minShareCount: 3 }],
          },
        },
      },
    },
  },
})
