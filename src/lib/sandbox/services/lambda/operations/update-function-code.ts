import {checkChangeable, publish, updatedVersion} from '../changes.ts'
import {fullConfiguration} from '../configuration.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'
import {withArchitecture} from '../settings.ts'
import {packageFor} from '../stored-package.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export const updateFunctionCode: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'UpdateFunctionCode',
    readOnly: false,
    route: {method: 'PUT', path: '/2015-03-31/functions/{FunctionName}/code'},
    run(call, named) {
      const {world, state} = lambda
      const {input} = call
      const before = state.need(named)
      const pack = packageFor(world, call, input)
      checkChangeable(world, before, input['RevisionId'])
      const settings = withArchitecture(before.latest.settings, input)
      const latest = updatedVersion(world, before.latest, {...pack, settings})
      const show = {arn: before.arn, now: world.clock.now(), fresh: true}
      const changed = {...before, latest}
      if (input['DryRun'] === true) return fullConfiguration(changed, latest, show)
      if (input['Publish'] !== true) {
        state.put(changed)
        return fullConfiguration(changed, latest, show)
      }
      const {entity, version} = publish(world, changed, undefined)
      state.put(entity)
      return fullConfiguration(entity, version, {...show, arn: `${entity.arn}:${version.version}`})
    },
  })
