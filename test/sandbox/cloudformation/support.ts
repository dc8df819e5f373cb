import {
  CloudFormationClient,
  CreateStackCommand,
  DeleteStackCommand,
  DescribeStackEventsCommand,
  DescribeStackResourcesCommand,
  DescribeStacksCommand,
  UpdateStackCommand,
  type Stack,
} from '@aws-sdk/client-cloudformation'

import type {SandboxOptions} from '../../../src/lib/sandbox/index.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'

export const StackName = 'rotation'

/** A sandbox with a CloudFormation client of its root user. */
export interface StackBench extends AsyncDisposable {
  readonly sandbox: TestSandbox
  readonly client: CloudFormationClient
  /** Each waits until nothing is under way. */
  create(template: object | string, input?: object): Promise<Stack>
  update(template: object | string, input?: object): Promise<Stack>
  remove(input?: object): Promise<Stack>
  described(name?: string): Promise<Stack>
  /** `LogicalId STATUS`, oldest first, since the last that was asked for. */
  events(): Promise<string[]>
  /** Reasons of failures. */
  failures(): Promise<string[]>
  /** Whatever reasons were given. */
  reasons(): Promise<string[]>
  /** Physical id of a resource. */
  physical(logicalId: string): Promise<string>
}

export async function stackBench(options: SandboxOptions = {}): Promise<StackBench> {
  const sandbox = await startTestSandbox({clock: {mode: 'manual', startAt: Date.UTC(2026, 10, 22, 9)}, ...options})
  const client = new CloudFormationClient(sandbox.config)
  const seen = new Set<string>()
  const known: {id: string} = {id: StackName}
  const described = async (name = known.id) => {
    const {Stacks} = await client.send(new DescribeStacksCommand({StackName: name}))
    return Stacks![0]!
  }
  const settled = async (id: string | undefined) => {
    if (id !== undefined) known.id = id
    await sandbox.clock.advance(0)
    return described()
  }
  const wish = (template: object | string, input: object) => ({
    StackName,
    TemplateBody: typeof template === 'string' ? template : JSON.stringify(template),
    ...input,
  })
  const fresh = async () => {
    const {StackEvents = []} = await client.send(new DescribeStackEventsCommand({StackName: known.id}))
    return StackEvents.toReversed()
  }
  return {
    sandbox,
    client,
    create: async (template, input = {}) =>
      settled((await client.send(new CreateStackCommand(wish(template, input)))).StackId),
    update: async (template, input = {}) =>
      settled((await client.send(new UpdateStackCommand(wish(template, input)))).StackId),
    async remove(input = {}) {
      await client.send(new DeleteStackCommand({StackName, ...input}))
      // A secret that is deleted for good is gone some seconds later.
      await sandbox.clock.advance(30_000)
      return settled(undefined)
    },
    described,
    async events() {
      const news = (await fresh()).filter(({EventId = ''}) => !seen.has(EventId))
      for (const {EventId = ''} of news) seen.add(EventId)
      return news.map(({LogicalResourceId, ResourceStatus}) => `${LogicalResourceId} ${ResourceStatus}`)
    },
    failures: async () =>
      (await fresh()).flatMap(({ResourceStatus = '', ResourceStatusReason = ''}) =>
        ResourceStatus.endsWith('FAILED') ? [ResourceStatusReason] : [],
      ),
    reasons: async () => (await fresh()).map(({ResourceStatusReason = ''}) => ResourceStatusReason),
    async physical(LogicalResourceId) {
      const {StackResources} = await client.send(
        new DescribeStackResourcesCommand({StackName: known.id, LogicalResourceId}),
      )
      return StackResources?.[0]?.PhysicalResourceId ?? ''
    },
    async [Symbol.asyncDispose]() {
      client.destroy()
      await sandbox.stop()
    },
  }
}
