import {checkChangeable, updatedVersion} from '../changes.ts'
import {fullConfiguration} from '../configuration.ts'
import {checkNetwork} from '../network.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'
import {checkRole, passRole} from '../pass-role.ts'
import {changedSettings} from '../settings.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export const updateFunctionConfiguration: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'UpdateFunctionConfiguration',
    readOnly: false,
    route: {method: 'PUT', path: '/2015-03-31/functions/{FunctionName}/configuration'},
    further: passRole,
    run(call, named) {
      const {world, state} = lambda
      const {input} = call
      const before = state.need(named)
      const settings = changedSettings(before.latest.settings, input)
      checkChangeable(world, before, input['RevisionId'])
      checkRole(world, settings.role)
      if (input['VpcConfig'] !== undefined || input['Role'] !== undefined) checkNetwork(world, call, settings)
      const latest = updatedVersion(world, before.latest, {settings})
      const changed = {...before, latest}
      state.put(changed)
      return fullConfiguration(changed, latest, {arn: before.arn, now: world.clock.now(), fresh: true})
    },
  })
