import {readFile} from 'node:fs/promises'
import pMap from 'p-map'
import type {AwsScope} from '../../aws/gateways.ts'
import {packageOf} from '../../packaging/package.ts'
import type {Context} from '../context.ts'
import {orAbsent} from '../deploy-look.ts'
import {mutateActions} from '../mutate.ts'
import type {Mutation} from '../mutation.ts'
import {resolveSecretActions} from '../resolve-secret.ts'
import {notifyMutation, sendAll} from './act.ts'
import {askForAll} from './ask.ts'
import {changesOf, variablesFor} from './changes.ts'
import {type Found, findSetup} from './found.ts'
import {lookActions, type Trail, trailOf} from './look.ts'
import type {NotifyOptions, NotifyOutcome, NotifyResult} from './options.ts'
import type {NotifierCode} from './function-changes.ts'
import type {Watched} from './pattern.ts'
import {listFull, noSuchTopic, notBuilt, nothingToTest} from './refusals.ts'
import type {NotifyStage} from './stage.ts'
import {subjectAt, subjectOf} from './subject.ts'
import {sendTest, testMutation} from './test-message.ts'
import {fits} from './watched-list.ts'

export const notifyActions = [
  ...lookActions,
  ...mutateActions,
  ...resolveSecretActions,
  'events:DeleteRule',
  'events:PutRule',
  'events:PutTargets',
  'events:RemoveTargets',
  'iam:CreateRole',
  'iam:DeleteRole',
  'iam:DeleteRolePolicy',
  'iam:PassRole',
  'iam:PutRolePolicy',
  'iam:TagRole',
  'lambda:AddPermission',
  'lambda:CreateFunction',
  'lambda:DeleteFunction',
  'lambda:InvokeFunction',
  'lambda:TagResource',
  'lambda:UpdateFunctionCode',
  'lambda:UpdateFunctionConfiguration',
  'logs:CreateLogGroup',
  'logs:PutRetentionPolicy',
  'logs:TagResource',
  'sns:CreateTopic',
  'sns:DeleteTopic',
  'sns:Subscribe',
] as const

/** Secrets that are looked at at the same time. */
const AT_A_TIME = 8

/** What is set up in the region. Throws NAME_TAKEN (exit 3). */
export async function listNotify(context: Context): Promise<NotifyResult> {
  const {setup, reads, scope} = await subjectAt(context, context.scope)
  const [found, trail] = await Promise.all([findSetup(setup, reads), trailOf(context, scope)])
  const gone = await goneOf(context, scope, found.watched?.secrets ?? [])
  return {outcome: 'listed', setup, found, gone, trail, changes: [], tested: false}
}

/** Secrets that were deleted: nobody will be told of them, and they take room. */
async function goneOf(context: Context, scope: AwsScope, secrets: readonly string[]): Promise<readonly string[]> {
  const {secrets: gateway} = context.aws(scope)
  const there = await pMap(
    secrets,
    async arn => (await orAbsent(gateway.describe(arn, {signal: context.signal}), 'SECRET_NOT_FOUND')) !== undefined,
    {concurrency: AT_A_TIME},
  )
  return secrets.filter((_, index) => there[index] === false)
}

/**
 * Has a person told of how rotations of the secrets end; makes what is missing for it, and nothing where nothing is. Throws
 * what `subjectOf` and `findSetup` throw, LIST_FULL, NOT_SET_UP and TEST_MESSAGE_FAILED (exit 3), NOTIFIER_NOT_BUILT, and
 * what AWS refuses with.
 */
export async function notify(context: Context, options: NotifyOptions): Promise<NotifyResult> {
  const {secretArns, ...subject} = await subjectOf(context, options.secretIds, options.topicArn)
  const {setup, reads, scope} = subject
  const [found, trail] = await Promise.all([findSetup(setup, reads, options.topicArn), trailOf(context, scope)])
  const stage: NotifyStage = {...subject, found}
  if (secretArns.length === 0 && found.function === undefined) throw nothingToTest()
  const testOnly = secretArns.length === 0
  const mutations = testOnly ? [] : await planOf(stage, options, watchedFor(found, trail, secretArns, options))
  const test = options.test ? testMutation(stage) : undefined
  const changes: readonly Mutation[] = test === undefined ? mutations : [...mutations, test]
  const end = (outcome: NotifyOutcome, now: Found): NotifyResult => {
    return {outcome, setup, found: now, trail, changes, tested: test !== undefined && outcome !== 'planned'}
  }
  if (changes.length === 0) return end('already', found)
  const question = {
    message: questionOf(secretArns.length, mutations.length),
    answeredBy: '--yes',
    answer: options.yes === true ? true : undefined,
  }
  const answer = await askForAll(context, changes, {dryRun: options.dryRun, question})
  if (answer !== 'yes') return {...end(answer, found), tested: false}
  await sendAll(stage, mutations)
  const after = mutations.length === 0 ? found : await findSetup(setup, reads, options.topicArn)
  if (test !== undefined) await sendTest(stage, test)
  if (mutations.length > 0) return end('set', after)
  return end(testOnly ? 'tested' : 'already', after)
}

async function planOf(stage: NotifyStage, options: NotifyOptions, watched: Watched): Promise<readonly Mutation[]> {
  const {setup, found} = stage
  if (!found.topicExists && found.topicArn !== setup.ownTopicArn) throw noSuchTopic(found.topicArn)
  if (!fits(variablesFor(watched.secrets, found) ?? {})) throw listFull(watched.secrets.length)
  const code = await builtCode(options.codeFile)
  const wanted = {watched, emails: options.emails, codeSha256: code.codeSha256}
  return changesOf(setup, wanted, found).map(change => notifyMutation(stage, code, change))
}

/** A label that moves stands for a success where no trail is known to log: then no other event may come. */
function watchedFor(
  {watched, listed = []}: Found,
  trail: Trail,
  secretArns: readonly string[],
  {on}: Pick<NotifyOptions, 'on'>,
): Watched {
  return {
    secrets: [...new Set([...(watched?.secrets ?? listed), ...secretArns])].sort(),
    outcomes: on ?? watched?.outcomes ?? ['failed', 'abandoned'],
    byLabel: trail.kind !== 'logs',
  }
}

async function builtCode(file: string): Promise<NotifierCode> {
  try {
    return {...packageOf(await readFile(file)), path: file}
  } catch (error) {
    throw notBuilt(file, error)
  }
}

function questionOf(secrets: number, changes: number): string {
  if (changes === 0) return 'Send the test message?'
  return `Make ${changes === 1 ? 'this change' : `these ${changes} changes`}, so that the rotation of ${secrets === 1 ? 'the secret' : `${secrets} secrets`} is told?`
}
