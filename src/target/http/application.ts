/** The HTTP application: fastify with every route, where each request is counted and passes the knobs of its route. */
import type { IncomingMessage, RequestListener, Server } from 'node:http'
import type { Socket } from 'node:net'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify'
import { fastify } from 'fastify'
import { DatabaseBusyError } from '../database/lane.ts'
import type { Platform } from '../platform.ts'
import { administrationRoutes } from '../routes/administration.ts'
import { authenticationRoutes } from '../routes/authentication.ts'
import { eventRoutes } from '../routes/events.ts'
import { executionRoutes } from '../routes/executions.ts'
import { ledgerRoutes } from '../routes/ledger.ts'
import { reportRoutes } from '../routes/reports.ts'
import { COUNTS_PATH, watchingRoutes } from '../routes/watching.ts'
import { workflowRoutes } from '../routes/workflows.ts'
import type { Interference } from './interference.ts'
import { refuse } from './refuse.ts'
import type { CountedResponse, RequestCounts } from './requestCounts.ts'

const LARGEST_BODY_BYTES = 1024 * 1024

/** @param createServer makes the server that fastify is to answer on; its responses are `CountedResponse`s */
export function createApplication(
  platform: Platform,
  interference: Interference,
  createServer: (handler: RequestListener) => Server,
): FastifyInstance {
  const { counts } = platform
  const app = fastify({
    logger: false,
    bodyLimit: LARGEST_BODY_BYTES,
    return503OnClosing: false,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 500 },
    // Only the first thing that is wrong is looked for: a huge wrong document must not become a huger answer.
    ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allErrors: false } },
    frameworkErrors: (error, _request, reply) => {
      refuse(reply, error.statusCode ?? 400, 'bad_request', error.message)
    },
    clientErrorHandler: (error, socket) => {
      refuseMalformed(counts, error, socket)
    },
    serverFactory: (handler) =>
      createServer((request, response) => {
        if (!isCounts(request)) counts.begin(response as CountedResponse)
        handler(request, response)
      }),
  })
  app.decorateRequest('session', null)
  readBodies(app)
  app.addHook('onRoute', (route) => {
    watchRoute(route, counts, interference)
  })
  passNoRoute(app, interference)
  app.setNotFoundHandler((request, reply) => {
    refuse(reply, 404, 'no_route', `there is no ${request.method} ${request.url.split('?')[0]}`)
  })
  app.setErrorHandler(answerError)

  authenticationRoutes(app, platform)
  workflowRoutes(app, platform)
  executionRoutes(app, platform)
  eventRoutes(app, platform)
  ledgerRoutes(app, platform)
  reportRoutes(app, platform)
  administrationRoutes(app, platform)
  watchingRoutes(app, platform)
  return app
}

/** The counts are read by those who check: they are neither counted nor touched by any knob. */
function isCounts(request: IncomingMessage): boolean {
  const { url = '' } = request
  return url.startsWith(COUNTS_PATH) && (url.length === COUNTS_PATH.length || url[COUNTS_PATH.length] === '?')
}

/** Hooks in front of the route's own. They are made per route, so that a request need not look anything up. */
function watchRoute(route: RouteOptions, counts: RequestCounts, interference: Interference): void {
  if (route.url === COUNTS_PATH) return
  const [method] = [route.method].flat()
  if (method === undefined) throw new Error(`the route ${route.url} has no method`)
  const { onRequest, onSend } = interference.forRoute(method, route.url)
  route.onRequest = [
    (_request, reply, done) => {
      counts.routed(reply.raw as CountedResponse, method, route.url)
      done()
    },
    ...onRequest,
    ...[route.onRequest ?? []].flat(),
  ]
  route.onSend = [...[route.onSend ?? []].flat(), ...onSend]
}

/** The knobs that are about the whole server are so for paths that do not exist, too. */
function passNoRoute(app: FastifyInstance, interference: Interference): void {
  const { onRequest, onSend } = interference.forNoRoute()
  for (const hook of onRequest) {
    app.addHook('onRequest', function (request, reply, done) {
      if (request.is404) hook.call(this, request, reply, done)
      else done()
    })
  }
  for (const hook of onSend) {
    app.addHook('onSend', function (request, reply, payload, done) {
      if (request.is404) hook.call(this, request, reply, payload, done)
      else done(null, payload)
    })
  }
}

/** JSON, where no body at all is as good as none (clients send the type with an empty DELETE), and HTML forms. */
function readBodies(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else void parseJson(request, body, done)
  })
  app.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, body, done) => {
      done(null, Object.fromEntries(new URLSearchParams(body)))
    },
  )
}

function answerError(error: FastifyError, _request: FastifyRequest, reply: FastifyReply): void {
  const status = error.statusCode ?? 500
  if (error.validation !== undefined) {
    const details = error.validation.map(({ instancePath, message = '', params }) => ({
      path: `${error.validationContext}${instancePath}`,
      message,
      params,
    }))
    // A body that can be read and is not what it should be; query parameters are part of the request itself.
    const code = error.validationContext === 'body' ? 422 : 400
    refuse(reply, code, 'validation_failed', 'the request is not valid', { details })
  } else if (error instanceof DatabaseBusyError) {
    reply.header('retry-after', '1')
    refuse(reply, 503, 'database_busy', error.message)
  } else if (status < 500) {
    refuse(reply, status, ERROR_CODES[error.code] ?? 'bad_request', error.message)
  } else {
    process.stderr.write(`target: ${error.stack ?? error.message}\n`)
    refuse(reply, 500, 'internal_error', 'something went wrong inside the server; its standard error says what')
  }
}

const ERROR_CODES: Readonly<Record<string, string>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: 'malformed_json',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body_too_large',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'unsupported_media_type',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'wrong_content_length',
}

/** Bytes that are no request get the status that says why, and are counted apart: there is no route to count them on. */
function refuseMalformed(counts: RequestCounts, error: NodeJS.ErrnoException, socket: Socket): void {
  // A connection that was cut says nothing about what was sent on it.
  if (error.code === 'ECONNRESET' || socket.destroyed) return
  counts.malformed()
  if (socket.writable) {
    const status =
      error.code === 'HPE_HEADER_OVERFLOW'
        ? '431 Request Header Fields Too Large'
        : error.code === 'ERR_HTTP_REQUEST_TIMEOUT'
          ? '408 Request Timeout'
          : '400 Bad Request'
    socket.write(`HTTP/1.1 ${status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n`)
  }
  socket.destroy(error)
}
