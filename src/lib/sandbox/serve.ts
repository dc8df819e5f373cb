import type {IncomingMessage, ServerResponse} from 'node:http'

import {CONTROL_PREFIX, ControlApi} from './control/control.ts'
import type {Frame} from './frame.ts'
import type {Sandbox} from './sandbox.ts'
import {GRAPHQL_PREFIX} from './services/appsync/views.ts'
import {LOGINS_PREFIX} from './targets/logins.ts'
import {serveLogins} from './targets/serve-logins.ts'
import {readRequest, Replies} from './wire/http.ts'
import {listenOnLoopback, type Listener} from './wire/listener.ts'

/** The one server of a sandbox: AWS's protocols, the control paths under `/_secrot/`, the targets. */
export function serveSandbox(frame: Frame, sandbox: Sandbox, port: number): Promise<Listener> {
  const replies = new Replies(frame.clock)
  const control = new ControlApi(sandbox)
  const serve = async (incoming: IncomingMessage, response: ServerResponse) => {
    const request = await readRequest(incoming)
    if (request === undefined) response.destroy()
    else if (request.path.startsWith(CONTROL_PREFIX)) replies.send(response, await control.handle(request))
    else if (request.path.startsWith(LOGINS_PREFIX)) replies.send(response, await serveLogins(frame.logins, request))
    else if (request.path.startsWith(GRAPHQL_PREFIX)) replies.send(response, await frame.graphql.handle(request))
    else
      replies.send(response, await frame.handle({...request, whenGone: listener => response.once('close', listener)}))
  }
  return listenOnLoopback(port, (incoming, response) => {
    serve(incoming, response).catch((error: unknown) => {
      frame.bugs.push(error)
      response.destroy()
    })
  })
}
