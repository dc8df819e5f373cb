import {describe, expect, it} from 'vitest'
import type {LambdaGateway, LambdaMutations} from '../../../src/lib/aws/gateways.ts'
import {grant} from '../../../src/lib/operations/grant.ts'
import {fakeContext} from '../../support/fake-context.ts'

describe('grant', () => {
  it('adds nothing where a statement denies it, and names that statement (exit 3)', async () => {
    const sent: unknown[] = []
    const Principal = {Service: 'secretsmanager.amazonaws.com'}
    const statements = [{Sid: 'never', Effect: 'Deny', Principal, Action: 'lambda:*', Resource: '*'}]
    const lambda = {
      configuration: () => Promise.resolve({}),
      policy: () => Promise.resolve({statements, revisionId: 'r1'}),
    } as unknown as LambdaGateway
    const mutations = {
      addPermission: (input: unknown) => Promise.resolve(sent.push(input)),
    } as unknown as LambdaMutations
    const context = fakeContext({gateways: {lambda}, mutations: {lambda: mutations}, answer: true})
    const run = grant(context, {functionId: 'rotate', allow: [], dryRun: false, yes: true})
    await expect(run).rejects.toMatchObject({
      code: 'INVOKE_DENIED',
      exit: 3,
      message: expect.stringContaining('Statement never of arn:aws:lambda:eu-central-1:111122223333:function:rotate'),
    })
    expect(sent).toEqual([])
  })
})
