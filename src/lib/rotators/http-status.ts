/** One request, without what says where it goes. */
export interface HttpRequest {
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

/**
 * The status that a request is answered with, or the name of the reason why it is not. It goes to this host alone: a
 * redirection is an answer like any other.
 */
export async function statusOf(url: string | URL, request: HttpRequest, timeoutMs: number): Promise<number | string> {
  try {
    const {status} = await fetch(url, {...request, redirect: 'manual', signal: AbortSignal.timeout(timeoutMs)})
    return status
  } catch (error) {
    const {name, cause} = error as {name?: string; cause?: {code?: string}}
    return cause?.code ?? name ?? 'unknown'
  }
}
