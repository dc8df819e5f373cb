import type {Call, OperationDefinition} from '../../../kernel.ts'
import type {ManagedPolicy, PolicyVersion} from '../entities.ts'
import {limitExceeded, noSuchEntity} from '../errors.ts'
import {textOf} from '../input.ts'
import {conflict, documentGiven, needPolicy, onPolicy, ownPolicy, policyArnRules} from '../managed-policy-access.ts'
import {iamOperation, type IamContext} from '../operation.ts'
import {iamPage, pagingRules} from '../pages.ts'
import {encodedPolicy, versionView} from '../views.ts'

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_managed-versioning.html. */
const versionLimit = 5
const versionRules = {...policyArnRules, VersionId: {required: true, pattern: 'v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?'}}

export function policyVersionOperations(context: IamContext): OperationDefinition[] {
  const {state} = context
  const on = (call: Call) => onPolicy(state, call)
  return [
    iamOperation({
      name: 'CreatePolicyVersion',
      rules: {
        ...policyArnRules,
        PolicyDocument: {required: true, min: 1, max: 131_072},
        SetAsDefault: {type: 'boolean'},
      },
      on,
      run: (call, input) => ({PolicyVersion: createVersion(context, call, input['SetAsDefault'] === true)}),
    }),
    iamOperation({
      name: 'GetPolicyVersion',
      rules: versionRules,
      on,
      run(call) {
        const policy = needPolicy(state, call)
        const version = needVersion(policy, call)
        return {PolicyVersion: {Document: encodedPolicy(version.document), ...versionView(policy, version)}}
      },
    }),
    iamOperation({
      name: 'ListPolicyVersions',
      rules: {...policyArnRules, ...pagingRules},
      on,
      run(call) {
        const policy = needPolicy(state, call)
        return iamPage(context, call, 'Versions', [...policy.versions].reverse(), {
          positionOf: ({versionId}) => versionId,
          view: version => versionView(policy, version),
        })
      },
    }),
    iamOperation({
      name: 'DeletePolicyVersion',
      rules: versionRules,
      on,
      run(call) {
        const policy = ownPolicy(state, call)
        const {versionId} = needVersion(policy, call)
        if (versionId === policy.defaultVersionId) throw conflict('Cannot delete the default version of a policy.')
        state.putPolicy({...policy, versions: policy.versions.filter(version => version.versionId !== versionId)})
      },
    }),
    iamOperation({
      name: 'SetDefaultPolicyVersion',
      rules: versionRules,
      on,
      run(call) {
        const policy = ownPolicy(state, call)
        const {versionId} = needVersion(policy, call)
        state.putPolicy({...policy, defaultVersionId: versionId, updatedAt: context.world.clock.now()})
      },
    }),
  ]
}

function createVersion({state, world}: IamContext, call: Call, asDefault: boolean): unknown {
  const policy = ownPolicy(state, call)
  if (policy.versions.length >= versionLimit) {
    throw limitExceeded(
      `A managed policy can have up to ${versionLimit} versions. Before you create a new version, you must delete an existing version.`,
    )
  }
  const now = world.clock.now()
  const version: PolicyVersion = {
    versionId: `v${policy.nextVersion}`,
    document: documentGiven(call),
    createdAt: now,
  }
  const changed: ManagedPolicy = {
    ...policy,
    versions: [...policy.versions, version],
    nextVersion: policy.nextVersion + 1,
    updatedAt: now,
    ...(asDefault ? {defaultVersionId: version.versionId} : {}),
  }
  state.putPolicy(changed)
  return versionView(changed, version)
}

function needVersion(policy: ManagedPolicy, call: Call): PolicyVersion {
  const id = textOf(call.input, 'VersionId')
  const version = policy.versions.find(({versionId}) => versionId === id)
  if (version === undefined) {
    throw noSuchEntity(`Policy ${policy.arn} version ${id} does not exist or is not attachable.`)
  }
  return version
}
