import type {Authorization, Call} from '../../../kernel.ts'
import {fullConfiguration} from '../configuration.ts'
import {createdVersion, publish} from '../changes.ts'
import type {FunctionEntity} from '../entities.ts'
import {conflict} from '../errors.ts'
import {functionArn, functionNamed} from '../names.ts'
import {checkNetwork} from '../network.ts'
import type {Lambda, MakeOperation} from '../operation.ts'
import {functionOperation, functionQuestion} from '../operation.ts'
import {packageFor} from '../stored-package.ts'
import {initialSettings} from '../settings.ts'
import {checkRole, passRole} from '../pass-role.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const createFunction: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'CreateFunction',
    readOnly: false,
    route: {method: 'POST', path: '/2015-03-31/functions', status: 201},
    further: call => [...passRole(call), ...tagging(lambda, call)],
    run(call, named) {
      const {world, state} = lambda
      const {input} = call
      const settings = initialSettings(input, named.name)
      const pack = packageFor(world, call, (input['Code'] ?? {}) as Record<string, unknown>)
      if (state.find(named) !== undefined) throw conflict(`Function already exist: ${named.name}`)
      checkRole(world, settings.role)
      checkNetwork(world, call, settings)
      const {accountId, region, name} = named
      const created: FunctionEntity = {
        arn: functionArn(named),
        name,
        accountId,
        region,
        latest: createdVersion(world, settings, pack),
        published: new Map(),
        nextVersion: 1,
        aliases: new Map(),
        policies: new Map(),
        grantedAt: new Map(),
        reservedConcurrency: undefined,
        tags: (input['Tags'] ?? {}) as Record<string, string>,
      }
      const {entity, version} =
        input['Publish'] === true ? publish(world, created, undefined) : {entity: created, version: created.latest}
      state.put(entity)
      const arn = version === created.latest ? entity.arn : `${entity.arn}:${version.version}`
      return fullConfiguration(entity, version, {arn, now: world.clock.now(), fresh: true})
    },
  })

/** lambda:TagResource is for whoever tags on create, too: https://docs.aws.amazon.com/lambda/latest/dg/configuration-tags.html. */
function tagging({state}: Lambda, call: Call): readonly Authorization[] {
  const {Tags: tags = {}} = call.input
  if (Object.keys(tags as object).length === 0) return []
  return [functionQuestion(state, 'lambda:TagResource', functionNamed(call))]
}
