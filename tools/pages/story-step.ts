import {runSecrot} from '../../test/support/run-secrot.ts'
import {startHook} from '../../test/transcripts/hook.ts'
import {asSeen, withoutEndpoint} from '../../test/transcripts/oncall.ts'
import {COLUMNS} from './stage.ts'
import type {Transcripts} from './transcripts.ts'

/** A rotation that AWS has given up, taken to its end by hand. */
export async function tellStep(): Promise<Transcripts> {
  const sandbox = await startHook()
  try {
    const {clock} = sandbox
    const {CodeSha256} = (await sandbox.call('lambda', 'GetFunctionConfiguration', {
      FunctionName: 'hook-rotation',
    })) as {CodeSha256: string}
    const argv = ['step', 'prod/hook', '--trust-handler', CodeSha256]
    const seen = {stdout: 0, stderr: 0, text: ''}
    await runSecrot(argv, {
      sandbox,
      clock: {now: () => clock.now(), sleep: ms => clock.sleep(ms)},
      tty: {columns: COLUMNS},
      answers: ['n', 'n', 'a', 'y'],
      env: {NO_COLOR: '1', LANG: 'C.UTF-8'},
      onOutput: written => {
        for (const stream of ['stdout', 'stderr'] as const) {
          seen.text += written[stream].slice(seen[stream])
          seen[stream] = written[stream].length
        }
      },
    })
    const text = withoutEndpoint(await asSeen(seen.text, COLUMNS), COLUMNS)
    return {step: [`$ secrot ${argv.join(' ')}\n${text.trimEnd()}`]}
  } finally {
    await sandbox.stop()
  }
}
