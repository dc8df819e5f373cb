import {expect, it} from 'vitest'

import {ReplyHolds} from '../../../src/lib/sandbox/held-replies.ts'
import {ProcessWorker} from '../../../src/lib/sandbox/runtime/process-worker.ts'

it('a worker that was ended while its code loaded is not started a second time', async () => {
  // Its folder is gone with the sandbox, and cannot be made here either: a start would reject.
  const facts = {credentials: {accessKeyId: 'ASIA0'}}
  const holds = new ReplyHolds(() => undefined)
  const worker = new ProcessWorker({facts, holds, home: '/dev/null/home', expiresAt: 0} as never)
  worker.kill()
  expect(await worker.init('r1', 1000)).toMatchObject({failed: true, errorType: 'Runtime.ExitError'})
})
