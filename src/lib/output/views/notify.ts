import type {NotifyResult} from '../../operations/notify/options.ts'
import {shellCommand} from '../../shell-words.ts'
import {visible} from '../foreign.ts'
import type {Mark} from '../theme.ts'
import type {View} from '../view.ts'
import {hanging} from '../width.ts'

type Line = readonly [Mark, string]

/** How it went; then who is told of what, and what stands in the way of it. */
export const notifyView: View<NotifyResult> = (result, {theme, columns}) => {
  const lines = [headline(result), ...(hidesState(result) ? [] : stateOf(result))]
  return lines.map(([mark, text]) => hanging(`${theme.mark(mark)} `, visible(text), columns)).join('\n')
}

function hidesState({outcome, found}: NotifyResult): boolean {
  return outcome === 'planned' || outcome === 'declined' || found.watched === undefined
}

function headline({outcome, setup, found, tested}: NotifyResult): Line {
  const test = tested ? `; a test message went to ${found.topicArn}` : ''
  switch (outcome) {
    case 'planned':
      return ['off', 'planned, nothing was changed (--dry-run)']
    case 'declined':
      return ['off', 'declined, nothing was changed (exit 3)']
    case 'set':
      return ['good', `set up in ${setup.place.region}${test}`]
    case 'already':
      return ['good', `set up already in ${setup.place.region}, nothing was changed${test}`]
    case 'tested':
      return ['good', `a test message went to ${found.topicArn}`]
    case 'removed':
      return ['good', 'taken out of the list']
    case 'rule-removed':
      return [
        'good',
        `took the rule, the function and its role away; its log ${found.topicExists ? `and topic ${found.topicArn} stay` : 'stays'}`,
      ]
    case 'absent':
      return ['off', 'nothing to take out, nothing was changed']
    case 'listed':
      return found.watched === undefined
        ? ['off', `nothing is set up in ${setup.place.region}`]
        : ['good', `what is set up in ${setup.place.region}`]
    default:
      return outcome satisfies never
  }
}

function stateOf({setup, found, trail, gone = []}: NotifyResult): readonly Line[] {
  const {watched, rule, targets, topicArn, subscriptions} = found
  const {secrets = [], outcomes = []} = watched ?? {}
  const sends = rule?.enabled === true && targets.some(({arn}) => arn === setup.functionArn)
  return [
    ...secrets.map((arn): Line =>
      gone.includes(arn)
        ? ['warning', `${arn} does not exist any more; take it out: secrot notify ${shellCommand([arn])} --remove`]
        : ['good', `${arn}: ${outcomes.join(', ')}`],
    ),
    ...(sends ? [] : [['bad', `rule ${setup.ruleArn} is off or sends to nobody: run it again with a SECRET`] as Line]),
    ...(subscriptions.length === 0 ? [['bad', `nobody is subscribed to ${topicArn}`] as Line] : []),
    ...subscriptions.map(({protocol, endpoint, confirmed}): Line =>
      confirmed
        ? ['good', `${protocol} ${endpoint}`]
        : [
            'warning',
            `${protocol} ${endpoint} has not agreed yet, and is told nothing: open the mail from AWS Notifications and follow its link within two days`,
          ],
    ),
    ...trailLines(trail, outcomes),
  ]
}

// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
function trailLines(trail: NotifyResult['trail'], outcomes: readonly string[]): readonly Line[] {
  if (trail.kind === 'logs') return []
  const succeeded = outcomes.includes('succeeded')
    ? 'That one succeeded is seen by its label, and so is a value that somebody stored by hand.'
    : ''
  if (trail.kind === 'unknown') {
    return [
      [
        'warning',
        `whether a trail logs is unknown (${trail.reason}); without one nothing is told of failed or abandoned rotations. ${succeeded}`.trim(),
      ],
    ]
  }
  return [
    [
      'bad',
      `no trail logs in this region: without one AWS sends no event of failed or abandoned rotations, and they are not told. Make a trail of management events (the first copy of them costs nothing). ${succeeded}`.trim(),
    ],
  ]
}
