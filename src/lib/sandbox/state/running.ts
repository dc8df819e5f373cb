import {mkdir, readFile, rename, rm, writeFile} from 'node:fs/promises'
import {Agent, request} from 'node:http'
import {join} from 'node:path'
import {text} from 'node:stream/consumers'

import * as v from 'valibot'

import type {Sandbox} from '../sandbox.ts'

const Running = v.object({
  pid: v.number(),
  url: v.string(),
  controlToken: v.string(),
  accountId: v.string(),
  region: v.string(),
  credentials: v.object({accessKeyId: v.string(), secretAccessKey: v.string()}),
})

/** A sandbox of another process, as its state folder tells of it. */
export type RunningSandbox = v.InferOutput<typeof Running>

/** How long a running sandbox may take to say that it is there. */
const ANSWER_WITHIN_MS = 2_000

/** Lets other commands of the same user find this sandbox. The file holds the control token, so nobody else may read it. */
export async function announce(folder: string, sandbox: Sandbox, pid: number): Promise<void> {
  const {url, controlToken, accountId, region, credentials} = sandbox
  const running: RunningSandbox = {pid, url, controlToken, accountId, region, credentials}
  await mkdir(folder, {recursive: true, mode: 0o700})
  const next = `${pathIn(folder)}.${pid}`
  await writeFile(next, JSON.stringify(running), {mode: 0o600})
  await rename(next, pathIn(folder))
}

/** The sandbox that runs on this folder; undefined when none does, also when one was killed and left its file. */
export async function findRunning(folder: string): Promise<RunningSandbox | undefined> {
  const told = await readAnnouncement(folder)
  if (told === undefined) return undefined
  return (await answers(told)) ? told : undefined
}

/** Takes the announcement away. */
export async function withdraw(folder: string): Promise<void> {
  await rm(pathIn(folder), {force: true})
}

/** One control request to a running sandbox; gives its answer. Throws when it is refused, with the sandbox's words. */
export async function controlRunning(
  running: RunningSandbox,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> {
  const answer = await askLoopback(running, {method, path, body})
  const value = JSON.parse(answer.body) as {message?: string}
  if (answer.status !== 200) throw new ControlFailure(answer.status, value.message ?? 'The sandbox refused.')
  return value
}

/** A running sandbox refused a control request. */
export class ControlFailure extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'ControlFailure'
    this.status = status
  }
}

async function readAnnouncement(folder: string): Promise<RunningSandbox | undefined> {
  let text: string
  try {
    text = await readFile(pathIn(folder), 'utf8')
  } catch (error) {
    const {code} = error as NodeJS.ErrnoException
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined
    throw error
  }
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), Running), text)
  return parsed.success ? parsed.output : undefined
}

/** The process may be gone and its port somebody else's; only the sandbox itself knows the token. */
async function answers(running: RunningSandbox): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS)
    return (await askLoopback(running, {method: 'GET', path: 'clock', signal})).status === 200
  } catch {
    return false
  }
}

interface Question {
  readonly method: string
  readonly path: string
  readonly body?: unknown
  readonly signal?: AbortSignal
}

/** With an agent of its own, since Node's global one may be told by the environment to use a proxy. */
function askLoopback(
  {url, controlToken}: RunningSandbox,
  {method, path, body, signal}: Question,
): Promise<{status: number; body: string}> {
  return new Promise((resolve, reject) => {
    const headers = {authorization: `Bearer ${controlToken}`}
    const options = {method, headers, agent: new Agent(), ...(signal === undefined ? {} : {signal})}
    const outgoing = request(`${url}/_secrot/${path}`, options, response => {
      text(response).then(body => resolve({status: response.statusCode ?? 0, body}), reject)
    })
    outgoing.on('error', reject)
    outgoing.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

function pathIn(folder: string): string {
  return join(folder, 'running.json')
}
