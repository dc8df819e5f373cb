import {EXIT, type ExitCode} from '../../errors.ts'
import type {StepResult} from '../../operations/step.ts'
import {powersOf} from '../../rehearse/record.ts'
import {rotationSteps} from '../../rotation/secret.ts'
import {AWSPENDING} from '../../rotation/secret.ts'
import {labelsOf} from '../../rotation/staging.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import {shortId} from '../ids.ts'
import type {View, ViewOptions} from '../view.ts'
import {hanging} from '../width.ts'

/** Where it ended, and what must not be done now. */
export const stepView: View<StepResult> = (result, options) => {
  const [mark, text] = endText(result, options)
  const danger = mayWantPending(result)
    ? [
        hanging(
          '  Danger  ',
          `setSecret was sent: the target may already want ${shortId(result.session.versionId, options)}. Keep AWSPENDING.`,
          options.columns,
        ),
      ]
    : []
  return [hanging(`${mark} `, text, options.columns), ...danger].join('\n')
}

/** The code that a run of steps ends with. */
export function exitOfStep({outcome}: StepResult): ExitCode {
  const codes: Readonly<Record<StepResult['outcome'], ExitCode>> = {
    planned: EXIT.done,
    finished: EXIT.done,
    partly: EXIT.done,
    failed: EXIT.unsafe,
    declined: EXIT.unsafe,
    unknown: EXIT.failed,
    interrupted: EXIT.interrupted,
  }
  return codes[outcome]
}

/** The last line: what to type next, or how it is taken back; undefined: nothing. */
export function stepNext({outcome, sent, session}: StepResult): string | undefined {
  const {words, functionWords, targetWords} = session
  const last = sent.at(-1)
  if (outcome === 'finished') return `Undo: ${shellCommand(['secrot', 'rollback', ...words, ...targetWords])}`
  if (outcome === 'failed')
    return `Next: ${shellCommand(['secrot', 'doctor', ...words, ...functionWords, ...targetWords])}`
  if (outcome === 'unknown' || outcome === 'interrupted') return `Next: ${shellCommand(['secrot', 'status', ...words])}`
  const following = last === undefined ? undefined : rotationSteps[rotationSteps.indexOf(last.step) + 1]
  if (following === undefined) return undefined
  return `Next: ${shellCommand(['secrot', 'step', ...words, '--from', following, ...functionWords, ...targetWords, ...trustAhead(session)])}`
}

/** finishSecret is still to come, which wants a function that was rehearsed or is trusted. */
function trustAhead({trustWords, rehearsal, function: {configuration}}: StepResult['session']): readonly string[] {
  const {codeSha256} = configuration
  return powersOf(rehearsal).resume || codeSha256 === undefined ? trustWords : ['--trust-handler', codeSha256]
}

function endText(result: StepResult, options: ViewOptions): readonly [mark: string, text: string] {
  const {session, outcome, sent, now} = result
  const {theme} = options
  const name = visible(session.secret.description.name)
  const id = shortId(session.versionId, options)
  const last = sent.at(-1)
  const limit = new Date((last?.startedAt ?? 0) + session.function.configuration.timeoutMs).toISOString().slice(11, 19)
  switch (outcome) {
    case 'planned':
      return [theme.mark('off'), 'planned, nothing was sent (--dry-run)']
    case 'declined':
      return [theme.mark('off'), 'stopped, nothing was sent (exit 3)']
    case 'finished': {
      const beside = labelsOf(now.description.staging, session.versionId).includes(AWSPENDING)
      return [
        theme.mark('good'),
        `finished ${name}: ${id} is in use.${beside ? ' AWSPENDING beside AWSCURRENT is normal.' : ''}`,
      ]
    }
    case 'partly':
      return [
        theme.mark('running'),
        `stopped ${name} after ${last?.step}, which went well: ${id} is AWSPENDING and not in use`,
      ]
    case 'failed':
      return [theme.mark('bad'), `failed: ${last?.step} of ${name} (exit 3)`]
    case 'unknown':
      return [
        theme.mark('unknown'),
        `no reply came to ${last?.step} of ${name}: the function may have ended, or may go on until ${limit}Z (exit 1)`,
      ]
    case 'interrupted':
      return [theme.mark('off'), interruptedText(last, name, limit)]
    default:
      return outcome satisfies never
  }
}

function interruptedText(last: StepResult['sent'][number] | undefined, name: string, limit: string): string {
  if (last?.outcome !== 'unknown') return `interrupted between two steps of ${name}; nothing runs (exit 130)`
  return `interrupted while ${last.step} of ${name} ran: the function may go on until ${limit}Z, and nobody waits for it (exit 130)`
}

/** setSecret was sent in this run, and the version is not in use. */
function mayWantPending({outcome, sent}: StepResult): boolean {
  return outcome !== 'finished' && sent.some(({step}) => step === 'setSecret')
}
