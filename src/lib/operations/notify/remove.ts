import {parseArn} from '../../arn.ts'
import type {Context, Question} from '../context.ts'
import type {Mutation} from '../mutation.ts'
import {regionOfSecret} from '../resolve-secret.ts'
import {sendAll} from './act.ts'
import {askForAll} from './ask.ts'
import {type Found, findSetup} from './found.ts'
import {trailOf} from './look.ts'
import type {NotifyOutcome, NotifyResult, RemoveOptions} from './options.ts'
import {allRemovals} from './removals.ts'
import {NAME} from './setup.ts'
import {ruleChange} from './rule-changes.ts'
import {settingsChange} from './function-changes.ts'
import {variablesFor} from './changes.ts'
import type {NotifyStage} from './stage.ts'
import {subjectAt} from './subject.ts'

/**
 * Takes secrets out of the rule, and with the last one the rule, the function and its role; the log stays, and so does the
 * topic unless it is secrot's own and its ARN is among what is allowed. Secrets are looked for in the rule alone, so that those which are gone can be taken out too. Throws NAME_TAKEN (exit 3), SECRET_ID_MALFORMED
 * (exit 2), STATE_CHANGED, and what AWS refuses with.
 */
export async function removeNotify(context: Context, options: RemoveOptions): Promise<NotifyResult> {
  const {secretIds, allow, dryRun, yes} = options
  const region = secretIds.map(id => regionOfSecret(id)).find(found => found !== undefined) ?? context.scope.region
  const {secretArns: _, ...subject} = await subjectAt(context, {...context.scope, region})
  const {setup, reads, scope} = subject
  const [found, trail] = await Promise.all([findSetup(setup, reads), trailOf(context, scope)])
  const stage: NotifyStage = {...subject, found}
  const {mutations, isLast} = removalOf(stage, options)
  const end = (outcome: NotifyOutcome, now: Found): NotifyResult => {
    return {outcome, setup, found: now, trail, changes: mutations, tested: false}
  }
  if (mutations.length === 0) return end('absent', found)
  const question: Question = isLast
    ? {
        message: `Take all this of ${NAME} away? Nobody is told of rotations from then on.`,
        answeredBy: `--allow ${NAME}`,
        typed: NAME,
        answer: allow.includes(NAME) ? true : undefined,
      }
    : {
        message: 'Tell nobody any more how rotations of these secrets end?',
        answeredBy: '--yes',
        answer: yes === true ? true : undefined,
      }
  const answer = await askForAll(context, mutations, {dryRun, question})
  if (answer !== 'yes') return end(answer, found)
  await sendAll(stage, mutations)
  const after = await findSetup(setup, reads)
  return end(isLast ? 'rule-removed' : 'removed', after)
}

function removalOf(
  stage: NotifyStage,
  {secretIds, allow}: RemoveOptions,
): {readonly mutations: readonly Mutation[]; readonly isLast: boolean} {
  const {watched} = stage.found
  const everything = () => allRemovals(stage, allow.includes(stage.setup.ownTopicArn))
  // What a removal or a setup left that was interrupted: no rule sends to it.
  if (watched === undefined) return {mutations: everything(), isLast: true}
  const rest = watched.secrets.filter(arn => !secretIds.some(id => isMeant(arn, id)))
  if (rest.length === watched.secrets.length) return {mutations: [], isLast: false}
  // A rule of secrot 0.1 lists them itself, and the function that it sends to knows of no list.
  if (rest.length > 0 && stage.found.listed === undefined)
    return {mutations: [ruleChange(stage, {...watched, secrets: rest})], isLast: false}
  const variables = rest.length === 0 ? undefined : variablesFor(rest, stage.found)
  if (variables !== undefined) return {mutations: [settingsChange(stage, {variables})], isLast: false}
  return {mutations: everything(), isLast: true}
}

/** By its ARN, with or without the six characters, or by its name. */
function isMeant(arn: string, id: string): boolean {
  const name = parseArn(arn)?.resource.replace(/^secret:/, '') ?? arn
  return [arn, arn.slice(0, -7), name, name.slice(0, -7)].includes(id)
}
