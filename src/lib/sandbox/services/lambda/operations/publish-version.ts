import {checkRevision, publish} from '../changes.ts'
import {fullConfiguration} from '../configuration.ts'
import {invalidParameter} from '../errors.ts'
import type {MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_PublishVersion.html */
export const publishVersion: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'PublishVersion',
    readOnly: false,
    route: {method: 'POST', path: '/2015-03-31/functions/{FunctionName}/versions', status: 201},
    run({input}, named) {
      const {world, state} = lambda
      const before = state.need(named)
      const {codeSha256} = before.latest
      const expected = input['CodeSha256']
      if (typeof expected === 'string' && expected !== '' && expected !== codeSha256) {
        throw invalidParameter(
          `CodeSHA256 (${expected}) is different from current CodeSHA256 in $LATEST (${codeSha256}). Please try again with the CodeSHA256 in $LATEST.`,
        )
      }
      const now = world.clock.now()
      checkRevision(before.latest, input['RevisionId'], now)
      const description = typeof input['Description'] === 'string' ? input['Description'] : undefined
      const {entity, version} = publish(world, before, description)
      state.put(entity)
      return fullConfiguration(entity, version, {arn: `${entity.arn}:${version.version}`, now})
    },
  })
