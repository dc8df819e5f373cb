import {PublishCommand, SNSClient} from '@aws-sdk/client-sns'
import {CallFailed} from '../call-failed.ts'
import type {RotatorContext, StepFailure} from '../rotator.ts'
import {sendOnce} from './send-once.ts'
import {isTold, noteTold} from './told.ts'

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html: printable ASCII, less than 100 characters. */
const LONGEST_SUBJECT = 99

/** Tells the topic of TOPIC_ARN that a rotation failed, once for each. Not set: nobody is told. */
export async function tellFailure(context: RotatorContext, {step, reason}: StepFailure): Promise<void> {
  if (!context.settings.text('TOPIC_ARN') || isTold(context)) return
  await noteTold(context, true)
  const {name} = context.secret
  // What finishSecret was refused may have happened all the same.
  const moved = step === 'finishSecret' ? 'may have moved' : 'is where it was'
  try {
    await publish(context, {outcome: 'Rotation failed', name}, [
      `${step} failed: ${reason}`,
      `AWSCURRENT ${moved}. Secrets Manager tries again; further failures of this rotation are not told.`,
      `See what is wrong: secrot doctor ${context.secret.arn}`,
    ])
  } catch (error) {
    if (error instanceof CallFailed && error.isSure) await noteTold(context, false)
    throw error
  }
}

/** Tells it that a rotation succeeded, but not in everything. */
export async function tellPartialSuccess(context: RotatorContext, troubles: readonly string[]): Promise<void> {
  if (!context.settings.text('TOPIC_ARN')) return
  const {name, arn} = context.secret
  const next = `See how it stands: secrot status ${arn}`
  await publish(context, {outcome: 'Rotation succeeded, with trouble', name}, [...troubles, next])
}

/** What became of which secret. */
interface Subject {
  readonly outcome: string
  readonly name: string
}

async function publish(context: RotatorContext, {outcome, name}: Subject, lines: readonly string[]): Promise<void> {
  const {clients, clock, settings, secret, versionId} = context
  const sns = clients.make(SNSClient, {maxAttempts: 1})
  const request = new PublishCommand({
    TopicArn: settings.text('TOPIC_ARN'),
    Subject: subjectOf({outcome, name}),
    Message: [`${outcome}: ${name}`, '', ...lines, '', `Secret: ${secret.arn}`, `Version: ${versionId}`, ''].join('\n'),
  })
  await sendOnce(clock, () => sns.send(request))
}

/** Of a long name its end is shown, where names differ. */
function subjectOf({outcome, name}: Subject): string {
  const room = LONGEST_SUBJECT - `${outcome}: `.length
  return `${outcome}: ${name.length <= room ? name : `...${name.slice(3 - room)}`}`
}
