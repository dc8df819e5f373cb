import type {Call, OperationDefinition} from '../../kernel.ts'

/**
 * A key's id is the key, so CloudTrail has three stars in its place, in requests, answers and lists.
 * https://docs.aws.amazon.com/appsync/latest/devguide/cloudtrail-logging.html
 */
const STARS = '***'

/** What the trail keeps of an operation on keys. */
export const keyTrail: NonNullable<OperationDefinition['trail']> = (call, output) => ({
  requestParameters: starred(call.input),
  responseElements: output === undefined ? null : answerOf(output as Answer),
  hidden: idsIn(call),
})

interface Answer {
  readonly apiKey?: object
  readonly apiKeys?: readonly object[]
}

function answerOf({apiKey, apiKeys, ...rest}: Answer): object {
  return {
    ...rest,
    ...(apiKey === undefined ? {} : {apiKey: starred(apiKey)}),
    ...(apiKeys === undefined ? {} : {apiKeys: apiKeys.map(starred)}),
  }
}

function starred(value: object): object {
  return 'id' in value ? {...value, id: STARS} : value
}

function idsIn({input}: Call): readonly string[] {
  return typeof input['id'] === 'string' ? [input['id']] : []
}
