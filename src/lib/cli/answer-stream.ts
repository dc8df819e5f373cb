import type {OutputStream} from './surroundings.ts'

/** Why a run was aborted when nobody reads the answer any more; such a run ends quietly with 0. */
export class ClosedOutput extends Error {
  constructor() {
    super('stdout was closed')
    this.name = 'ClosedOutput'
  }
}

/** stdout that may be closed under us (`| head`). */
export interface AnswerStream {
  /** Text, or a bare value byte for byte. */
  write(text: string | Uint8Array): void
  readonly closed: boolean
  /** Resolves when all of it was taken over by the system, or the stream was closed. */
  flush(): Promise<void>
  /** Stops listening. */
  release(): void
}

/** Watches `stream`; `onClosed` is called once when the reader went away. Other errors of the stream are thrown. */
export function answerStream(stream: OutputStream, onClosed: () => void): AnswerStream {
  let closed = false
  const failed = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error
    if (closed) return
    closed = true
    onClosed()
  }
  stream.on('error', failed)
  return {
    write(text) {
      if (!closed) stream.write(text)
    },
    get closed() {
      return closed
    },
    flush: () =>
      new Promise(resolve => {
        if (closed) resolve()
        else stream.write('', () => resolve())
      }),
    release: () => void stream.off('error', failed),
  }
}
