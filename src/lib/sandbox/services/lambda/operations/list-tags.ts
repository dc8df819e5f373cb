import type {MakeOperation} from '../operation.ts'
import {tagOperation} from '../tagged.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListTags.html */
export const listTags: MakeOperation = lambda =>
  tagOperation(lambda, {
    name: 'ListTags',
    readOnly: true,
    method: 'GET',
    status: 200,
    run: (_call, entity) => ({Tags: entity.tags}),
  })
