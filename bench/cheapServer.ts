/** A server that costs next to nothing, so that the generator is what is measured: nginx where there is one, else raw node:net. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { find, pinned, SERVER_CORE } from './cores.ts'

export interface CheapServer {
  url: string
  kind: 'nginx' | 'node:net'
  close(): Promise<void>
}

export const BODY = '{"id":"3f2a7c","status":"completed","owner":{"name":"demo","role":"user"},"items":[1,2,3]}'

/** @param core that it has */
export async function startCheapServer(core = SERVER_CORE): Promise<CheapServer> {
  const port = await freePort()
  const nginx = findNginx()
  const folder = mkdtempSync(join(tmpdir(), 'loadwright-bench-'))
  const child = nginx ? startNginx(nginx, port, folder, core) : startNode(port, core)
  await untilOpen(port)
  return {
    url: `http://127.0.0.1:${port}`,
    kind: cheapServerKind(),
    close: () =>
      new Promise((resolve) => {
        child.once('exit', () => {
          rmSync(folder, { recursive: true, force: true })
          resolve()
        })
        child.kill('SIGTERM')
      }),
  }
}

export function cheapServerKind(): CheapServer['kind'] {
  return findNginx() ? 'nginx' : 'node:net'
}

/** It is often there without being on a user's PATH. */
function findNginx(): string | null {
  return find('nginx') ?? find('/usr/sbin/nginx')
}

function startNginx(nginx: string, port: number, folder: string, core: string): ChildProcess {
  const config = join(folder, 'nginx.conf')
  writeFileSync(
    config,
    `daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr crit;
events { worker_connections 20000; }
http { access_log off; keepalive_requests 100000000; keepalive_timeout 600s; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  server { listen 127.0.0.1:${port} backlog=8192; location / { default_type application/json; return 200 '${BODY}'; } } }`,
  )
  const [command, args] = pinned(core, nginx, ['-c', config, '-p', folder])
  return spawn(command, args, { stdio: 'ignore' })
}

function startNode(port: number, core: string): ChildProcess {
  const [command, args] = pinned(core, process.execPath, [join(import.meta.dirname, 'rawServer.ts'), String(port)])
  return spawn(command, args, { stdio: 'ignore' })
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })
}

async function untilOpen(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries++) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (open) return
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('the server for the benchmark did not start')
}
