import {validateInput} from '../../../validate.ts'
import type {MakeOperation} from '../operation.ts'
import {tagOperation} from '../tagged.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_UntagResource.html */
export const untagResource: MakeOperation = lambda =>
  tagOperation(lambda, {
    name: 'UntagResource',
    readOnly: false,
    method: 'DELETE',
    status: 204,
    run({input}, entity) {
      validateInput(input, {TagKeys: {required: true}})
      const keys = [input['TagKeys']].flat()
      const tags = Object.fromEntries(Object.entries(entity.tags).filter(([key]) => !keys.includes(key)))
      lambda.state.put({...entity, tags})
      return undefined
    },
  })
