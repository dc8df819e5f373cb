import type {Sandbox} from '../sandbox/index.ts'

/** Somebody who uses a secret: reads its current value and logs in with it, once a second. */
export interface Consumer {
  start(): void
  stop(): Promise<void>
  /** How it went so far, in a sentence. */
  summary(): string
  /** Whether the newest attempt was let in. */
  isServed(): boolean
}

const EVERY_MS = 1000

/** A consumer of a secret whose value names a login service of the sandbox. It reads and logs in as any client would. */
export function consumerOf(sandbox: Sandbox, secretName: string): Consumer {
  const counts = {served: 0, refused: 0}
  let newest: boolean | undefined
  let timer: NodeJS.Timeout | undefined
  let attempt = Promise.resolve()

  const use = async () => {
    newest = await logsIn(sandbox, secretName)
    counts[newest ? 'served' : 'refused'] += 1
  }
  return {
    start() {
      const go = () => {
        attempt = attempt.then(use)
      }
      go()
      timer = setInterval(go, EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await attempt
    },
    isServed: () => newest === true,
    summary() {
      const {served, refused} = counts
      const now = newest === true ? 'let in now' : 'refused still'
      return `A consumer of ${secretName} logged in once a second meanwhile: refused ${refused} times, let in ${served} times, ${now}.`
    },
  }
}

async function logsIn(sandbox: Sandbox, secretName: string): Promise<boolean> {
  const {SecretString: text} = (await sandbox.call('secretsmanager', 'GetSecretValue', {SecretId: secretName})) as {
    SecretString: string
  }
  const {url, user, password} = JSON.parse(text) as {url: string; user: string; password: string}
  const answer = await fetch(`${url}/login`, {method: 'POST', body: JSON.stringify({user, password})})
  return answer.status === 204
}
