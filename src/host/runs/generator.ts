/** The machine and the program that make the load, as they are written down with a run. Engines are started with the program of their host. */
import { cpus, hostname, release, type } from 'node:os'
import type { Generator } from '../storage/newRun.ts'

/** As `process.versions`. */
type Versions = Readonly<Record<string, string | undefined>>

/** @param versions of this process; given by tests only */
export function describeGenerator(processes: number, versions: Versions = process.versions): Generator {
  return {
    host: hostname(),
    os: `${type()} ${release()}`,
    cores: cpus().length,
    processes,
    runtime: runtimeName(versions),
    tls: tlsLibrary(versions),
  }
}

/** `node 24.21.0`; of runs that were started in the window `node 24.21.0 in Electron 45.4.1`. */
export function runtimeName({ node, electron }: Versions = process.versions): string {
  return electron === undefined ? `node ${node}` : `node ${node} in Electron ${electron}`
}

/** Electron's Node is built with Chromium's BoringSSL, which has no versions of its own; what it says of OpenSSL is not so. */
function tlsLibrary({ electron, chrome, openssl }: Versions): string {
  return electron === undefined ? `OpenSSL ${openssl}` : `BoringSSL of Chromium ${chrome}`
}
