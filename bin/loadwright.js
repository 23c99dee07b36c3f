#!/usr/bin/env node
// Checks the runtime before anything native is loaded: an old Node would crash, not complain.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 19)) {
  process.stderr.write(
    `loadwright needs Node 22.19 or newer; this is Node ${process.versions.node}. In a clone, use \`npx loadwright\`, which brings its own.\n`,
  )
  process.exit(2)
}
await import('../out/main/cli.js')
