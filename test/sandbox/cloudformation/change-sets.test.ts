import {
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  ListChangeSetsCommand,
  type ChangeSetType,
} from '@aws-sdk/client-cloudformation'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {StackName, stackBench, type StackBench} from './support.ts'

const ChangeSetName = 'planned'

let bench: StackBench

beforeEach(async () => {
  bench = await stackBench()
})

afterEach(() => bench[Symbol.asyncDispose]())

const topic = (TopicName: string, more = {}) => ({Type: 'AWS::SNS::Topic', Properties: {TopicName, ...more}})
const plan = (Resources: object, ChangeSetType: ChangeSetType = 'UPDATE', more = {}) =>
  bench.client.send(
    new CreateChangeSetCommand({
      StackName,
      ChangeSetName,
      ChangeSetType,
      TemplateBody: JSON.stringify({Resources}),
      ...more,
    }),
  )
const planned = (name = ChangeSetName) =>
  bench.client.send(new DescribeChangeSetCommand({StackName, ChangeSetName: name}))
const execute = async (input = {}) => {
  await bench.client.send(new ExecuteChangeSetCommand({StackName, ChangeSetName, ...input}))
  await bench.sandbox.clock.advance(0)
  return bench.described(StackName)
}
const changes = async () =>
  (await planned()).Changes?.map(({ResourceChange: change}) =>
    [change?.Action, change?.LogicalResourceId, change?.Replacement].filter(Boolean).join(' '),
  )

describe('a change set', () => {
  it('makes a stack once it is executed', async () => {
    await plan({First: topic('first')}, 'CREATE')
    expect((await bench.described(StackName)).StackStatus).toBe('REVIEW_IN_PROGRESS')
    expect(await planned()).toMatchObject({Status: 'CREATE_COMPLETE', ExecutionStatus: 'AVAILABLE'})
    expect(await changes()).toEqual(['Add First'])
    expect((await execute()).StackStatus).toBe('CREATE_COMPLETE')
    expect((await planned()).ExecutionStatus).toBe('EXECUTE_COMPLETE')
    await expect(execute()).rejects.toMatchObject({name: 'InvalidChangeSetStatusException'})
    await expect(plan({First: topic('first')}, 'CREATE', {ChangeSetName: 'again'})).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack [rotation] already exists and cannot be created again with the changeSet [again].',
    })
  })

  it('says what it will change, add, replace and take away, and does it', async () => {
    await bench.create({Resources: {A: topic('a'), B: topic('b'), C: topic('c'), D: topic('d')}})
    await plan({A: topic('a'), B: topic('b', {DisplayName: 'B'}), C: topic('c2'), E: topic('e')})
    expect(await changes()).toEqual(['Modify B False', 'Modify C True', 'Add E', 'Remove D'])
    expect(bench.sandbox.callRecord.entries().filter(({operation}) => operation === 'DeleteTopic')).toEqual([])
    expect((await execute()).StackStatus).toBe('UPDATE_COMPLETE')
    expect(await bench.physical('C')).toMatch(/:c2$/)
    expect(await bench.physical('D')).toBe('')
  })

  it('without changes fails and cannot be executed', async () => {
    await bench.create({Resources: {A: topic('a')}})
    const {Id} = await plan({A: topic('a')})
    expect(await planned()).toMatchObject({
      Status: 'FAILED',
      ExecutionStatus: 'UNAVAILABLE',
      StatusReason:
        "The submitted information didn't contain changes. Submit different information to create a change set.",
    })
    await expect(execute()).rejects.toMatchObject({
      message: `ChangeSet [${Id}] cannot be executed in its current status of [FAILED]`,
    })
  })

  it('is refused with what would be left out', async () => {
    const served = (what: string) => ({name: 'ValidationError', message: `The sandbox does not serve ${what}.`})
    await expect(plan({A: topic('a')}, 'CREATE', {OnStackFailure: 'DELETE'})).rejects.toMatchObject(
      served('OnStackFailure'),
    )
    await bench.create({Resources: {A: topic('a')}})
    await plan({A: topic('a', {DisplayName: 'A'})})
    await expect(execute({RetainExceptOnCreate: true})).rejects.toMatchObject(served('RetainExceptOnCreate'))
    await expect(execute({DisableRollback: true})).rejects.toMatchObject(served('DisableRollback'))
    const changed = {Resources: {A: topic('a', {DisplayName: 'B'})}}
    await expect(bench.update(changed, {DisableRollback: true})).rejects.toMatchObject(served('DisableRollback'))
    await expect(bench.remove({DeletionMode: 'FORCE_DELETE_STACK'})).rejects.toMatchObject(served('FORCE_DELETE_STACK'))
    expect((await execute({DisableRollback: false, RetainExceptOnCreate: false})).StackStatus).toBe('UPDATE_COMPLETE')
    expect((await bench.remove({DeletionMode: 'STANDARD'})).StackStatus).toBe('DELETE_COMPLETE')
  })

  it('is of no use once the stack has changed', async () => {
    await bench.create({Resources: {A: topic('a')}})
    await plan({A: topic('a', {DisplayName: 'planned'})})
    await bench.update({Resources: {A: topic('a', {DisplayName: 'other'})}})
    expect((await planned()).ExecutionStatus).toBe('OBSOLETE')
    await expect(execute()).rejects.toMatchObject({name: 'InvalidChangeSetStatusException'})
  })

  it('is of no use once the stack is made in another way', async () => {
    await plan({A: topic('a')}, 'CREATE')
    const TemplateBody = JSON.stringify({Resources: {B: topic('b')}})
    const {StackId} = await bench.client.send(new CreateStackCommand({StackName, TemplateBody}))
    await bench.sandbox.clock.advance(0)
    expect((await bench.described(StackName)).StackId).toBe(StackId)
    expect((await planned()).ExecutionStatus).toBe('OBSOLETE')
  })

  it('is listed, found by its ARN and deleted', async () => {
    await bench.create({Resources: {A: topic('a')}})
    const {Id} = await plan({A: topic('a', {DisplayName: 'x'})}, 'UPDATE', {Description: 'a name'})
    await expect(plan({A: topic('b')})).rejects.toMatchObject({name: 'AlreadyExistsException'})
    const {Summaries} = await bench.client.send(new ListChangeSetsCommand({StackName}))
    expect(Summaries).toMatchObject([{ChangeSetName, ChangeSetId: Id, Description: 'a name'}])
    const byArn = new DescribeChangeSetCommand({ChangeSetName: Id})
    expect((await bench.client.send(byArn)).ChangeSetName).toBe(ChangeSetName)
    const remove = () => bench.client.send(new DeleteChangeSetCommand({StackName, ChangeSetName}))
    await remove()
    await remove()
    await expect(planned()).rejects.toMatchObject({
      name: 'ChangeSetNotFoundException',
      message: 'ChangeSet [planned] does not exist',
      $metadata: {httpStatusCode: 404},
    })
    await expect(bench.client.send(new DescribeChangeSetCommand({ChangeSetName}))).rejects.toMatchObject({
      message: 'StackName must be specified if ChangeSetName is not specified as an ARN.',
    })
  })

  it('needs its stack, in a state that can change', async () => {
    await expect(plan({A: topic('a')})).rejects.toMatchObject({message: 'Stack [rotation] does not exist'})
    bench.sandbox.switches.turn({stackStepMs: 1000})
    await bench.create({Resources: {A: topic('a')}})
    await expect(plan({A: topic('b')})).rejects.toMatchObject({message: /is in CREATE_IN_PROGRESS state/})
    await expect(plan({A: topic('b')}, 'IMPORT')).rejects.toMatchObject({name: 'ValidationError'})
  })
})
