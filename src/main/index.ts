/**
 * The Electron main process. The window comes with the workbench (docs/architecture.md); until then this entry only says so,
 * so that the build, the packaging and the layers stand where they will stand.
 */
process.stderr.write('Loadwright has no window yet. Use the command line: npx loadwright --help\n')
process.exitCode = 2
