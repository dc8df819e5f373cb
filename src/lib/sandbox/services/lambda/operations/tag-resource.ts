import {invalidParameter} from '../errors.ts'
import type {MakeOperation} from '../operation.ts'
import {tagOperation} from '../tagged.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_TagResource.html */
export const tagResource: MakeOperation = lambda =>
  tagOperation(lambda, {
    name: 'TagResource',
    readOnly: false,
    method: 'POST',
    status: 204,
    run({input}, entity) {
      const given = (input['Tags'] ?? {}) as Record<string, string>
      if (Object.keys(given).length === 0)
        throw invalidParameter('An error occurred and the request cannot be processed.')
      lambda.state.put({...entity, tags: {...entity.tags, ...given}})
      return undefined
    },
  })
