#!/usr/bin/env node
// In place of fpm, which puts deb packages together: what it was told, as JSON where the package would be.
import { readFileSync, writeFileSync } from 'node:fs'

const args = process.argv.slice(2)
const files = {}
for (const arg of args) {
  const [, from, to] = /^(.+)=(\/usr\/share\/(?:mime|applications)\/.+)$/.exec(arg) ?? []
  if (to !== undefined) files[to] = readFileSync(from, 'utf8')
}
writeFileSync(args[args.indexOf('--package') + 1], JSON.stringify({ args, files }))
