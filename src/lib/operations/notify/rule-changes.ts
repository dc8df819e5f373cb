import type {AwsCall} from '../../doctor/plan.ts'
import type {Mutation} from '../mutation.ts'
import {type Heard, patternOf} from './pattern.ts'
import {NAME, RULE_DESCRIPTION, TARGET_ID} from './setup.ts'
import {mutationOf, type NotifyStage} from './stage.ts'

const service = 'events'

const putRuleCall = (pattern: string): AwsCall => ({
  service,
  operation: 'PutRule',
  input: {Name: NAME, EventPattern: pattern, Description: RULE_DESCRIPTION},
})

const putTargetCall = (arn: string): AwsCall => ({
  service,
  operation: 'PutTargets',
  input: {Rule: NAME, Targets: [{Id: TARGET_ID, Arn: arn}]},
})

const removeTargetCall: AwsCall = {service, operation: 'RemoveTargets', input: {Rule: NAME, Ids: TARGET_ID}}

/** The rule with another pattern, or a new one. */
export function ruleChange(stage: NotifyStage, heard: Heard): Mutation {
  const {setup, found} = stage
  const pattern = patternOf(heard)
  const before = found.rule?.pattern
  return mutationOf(stage, {
    resource: setup.ruleArn,
    summary: `${before === undefined ? 'Make' : 'Set'} rule ${NAME}: ${heard.outcomes.join(', ')}`,
    call: putRuleCall(pattern),
    back: before === undefined ? {service, operation: 'DeleteRule', input: {Name: NAME}} : putRuleCall(before),
    ...ruleState(stage),
    send: mutations => mutations.events.putRule({name: NAME, pattern, description: RULE_DESCRIPTION}),
  })
}

/** What the rule sends to. */
export function targetChange(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  const {functionArn: arn, ruleArn} = setup
  return mutationOf(stage, {
    resource: ruleArn,
    summary: `Send what rule ${NAME} matches to function ${NAME}`,
    call: putTargetCall(arn),
    back: removeTargetCall,
    was: found.targets,
    read: () => reads.targets(),
    send: mutations => mutations.events.putTarget({ruleName: NAME, target: {id: TARGET_ID, arn}}),
  })
}

export function targetRemoval(stage: NotifyStage): Mutation {
  const {setup, reads, found} = stage
  return mutationOf(stage, {
    resource: setup.ruleArn,
    summary: `Send nothing more from rule ${NAME}`,
    call: removeTargetCall,
    back: putTargetCall(setup.functionArn),
    was: found.targets,
    read: () => reads.targets(),
    send: mutations => mutations.events.removeTarget({ruleName: NAME, id: TARGET_ID}),
  })
}

export function ruleRemoval(stage: NotifyStage): Mutation {
  return mutationOf(stage, {
    resource: stage.setup.ruleArn,
    summary: `Take rule ${NAME} away: nobody is told of rotations any more`,
    call: {service, operation: 'DeleteRule', input: {Name: NAME}},
    back: putRuleCall(stage.found.rule?.pattern ?? ''),
    ...ruleState(stage),
    send: mutations => mutations.events.deleteRule({name: NAME}),
  })
}

function ruleState({reads, found}: NotifyStage) {
  return {was: found.rule, read: () => reads.rule()}
}
