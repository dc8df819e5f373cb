import type {Call} from '../../../kernel.ts'
import type {IngressRule, SecurityGroup} from '../entities.ts'
import {duplicateGroup, duplicateRule, inUse, missingParameter, notFound, notServed} from '../errors.ts'
import {neededText, tagsOf, textOf} from '../input.ts'
import {type MakeOperation, onEach, tagging} from '../operation.ts'
import type {Ec2State} from '../state.ts'

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html */
export const createSecurityGroup: MakeOperation = state => ({
  name: 'CreateSecurityGroup',
  readOnly: false,
  authorize: call => [
    ...onEach(call, 'CreateSecurityGroup', ['security-group/*', `vpc/${textOf(call, 'VpcId')}`]),
    ...tagging(call, 'security-group/*', 'CreateSecurityGroup'),
  ],
  run(call) {
    const name = neededText(call, 'GroupName')
    const description = neededText(call, 'GroupDescription')
    const vpcId = textOf(call, 'VpcId')
    if (vpcId === '') throw notServed('groups outside of a VPC that is named')
    if (state.vpcs(call).every(({id}) => id !== vpcId)) throw notFound('vpc', vpcId)
    if (state.groups(call).some(one => one.vpcId === vpcId && one.name === name)) throw duplicateGroup(name, vpcId)
    const {accountId, region} = call
    const id = state.newId('sg')
    state.putGroup({accountId, region, id, vpcId, name, description, ingress: [], tags: tagsOf(call)})
    return {return: true, groupId: id}
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html */
export const authorizeSecurityGroupIngress: MakeOperation = state => ({
  name: 'AuthorizeSecurityGroupIngress',
  readOnly: false,
  authorize: call => onEach(call, 'AuthorizeSecurityGroupIngress', [`security-group/${textOf(call, 'GroupId')}`]),
  run(call) {
    const group = needGroup(state, call, neededText(call, 'GroupId'))
    const rules = rulesOf(call)
    if (rules.length === 0) throw missingParameter('ipPermissions')
    for (const {from} of rules) if ('groupId' in from) needGroup(state, call, from.groupId)
    const known = new Set(group.ingress.map(contentOf))
    if (rules.some(rule => known.has(contentOf(rule)))) throw duplicateRule()
    state.putGroup({...group, ingress: [...group.ingress, ...rules]})
    return {return: true}
  },
})

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DeleteSecurityGroup.html: not one that something uses. */
export const deleteSecurityGroup: MakeOperation = state => ({
  name: 'DeleteSecurityGroup',
  readOnly: false,
  authorize: call => onEach(call, 'DeleteSecurityGroup', [`security-group/${textOf(call, 'GroupId')}`]),
  run(call) {
    const {id} = needGroup(state, call, neededText(call, 'GroupId'))
    const named = state
      .groups(call)
      .some(other => other.id !== id && other.ingress.some(({from}) => 'groupId' in from && from.groupId === id))
    if (named || state.endpoints(call).some(({groupIds}) => groupIds.includes(id))) throw inUse(id)
    state.deleteGroup(id)
    return {return: true, groupId: id}
  },
})

function needGroup(state: Ec2State, call: Call, id: string): SecurityGroup {
  const found = state.groups(call).find(group => group.id === id)
  if (found === undefined) throw notFound('group', id)
  return found
}

interface Permission {
  readonly IpProtocol?: string
  readonly FromPort?: string
  readonly ToPort?: string
  readonly Groups?: readonly {GroupId: string; Description?: string}[]
  readonly IpRanges?: readonly {CidrIp: string; Description?: string}[]
}

function rulesOf({input}: Call): readonly IngressRule[] {
  return ((input['IpPermissions'] ?? []) as readonly Permission[]).flatMap(permission => {
    const {IpProtocol: protocol, FromPort: first, ToPort: last, Groups = [], IpRanges = []} = permission
    if (protocol === undefined) throw missingParameter('ipProtocol')
    const ports = {
      ...(first === undefined ? {} : {fromPort: Number(first)}),
      ...(last === undefined ? {} : {toPort: Number(last)}),
    }
    const said = (description: string | undefined) => (description === undefined ? {} : {description})
    return [
      ...Groups.map(one => ({protocol, ...ports, from: {groupId: one.GroupId}, ...said(one.Description)})),
      ...IpRanges.map(one => ({protocol, ...ports, from: {cidr: one.CidrIp}, ...said(one.Description)})),
    ]
  })
}

/** A description makes no other rule. */
function contentOf({description: _said, ...rule}: IngressRule): string {
  return JSON.stringify([rule.protocol, rule.fromPort, rule.toPort, rule.from])
}
