import type {Call} from '../../../kernel.ts'
import {fullConfiguration} from '../configuration.ts'
import type {FunctionEntity} from '../entities.ts'
import {functionArn, qualifiedArn} from '../names.ts'
import type {Lambda, MakeOperation} from '../operation.ts'
import {functionOperation} from '../operation.ts'

/** https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export const getFunction: MakeOperation = lambda =>
  functionOperation(lambda, {
    name: 'GetFunction',
    readOnly: true,
    route: {method: 'GET', path: '/2015-03-31/functions/{FunctionName}'},
    async run(call, named) {
      const {state, world, codeServer} = lambda
      const {entity, version} = state.needVersion(named)
      const {reservedConcurrency: reserved} = entity
      return {
        Configuration: fullConfiguration(entity, version, {arn: qualifiedArn(named), now: world.clock.now()}),
        Code: {RepositoryType: 'S3', Location: await codeServer.urlOf(version.code, version.codeSha256)},
        ...tagsFor(lambda, call, {tags: entity.tags, resource: functionArn(named)}),
        ...(reserved === undefined ? {} : {Concurrency: {ReservedConcurrentExecutions: reserved}}),
      }
    },
  })

/** Tags are for those alone who may list them: `Tags` and `TagsError` of the answer, same page. */
function tagsFor(
  {world}: Lambda,
  {principal}: Call,
  {tags, resource}: Pick<FunctionEntity, 'tags'> & {readonly resource: string},
): object {
  const question = {action: 'lambda:ListTags', resource, resourceAsWritten: resource}
  const decision = world.identities.authorize(principal, question)
  if (!decision.allowed) return {TagsError: {ErrorCode: 'AccessDeniedException', Message: decision.message}}
  return Object.keys(tags).length === 0 ? {} : {Tags: tags}
}
