import type {Sandbox} from '../../sandbox/index.ts'

const TOPIC = 'rehearsed-notices'

const ADDRESS = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g

/**
 * Where a function may send messages: a topic, whose ARN stands for `{{topicArn}}`, and mail from and to the addresses in
 * its variables and the secret's value.
 */
export async function stageNotices(sandbox: Sandbox, texts: readonly string[]): Promise<Record<string, string>> {
  sandbox.switches.turn({mailThrottle: false})
  sandbox.mail.productionAccess(true)
  for (const address of texts.flatMap(text => text.match(ADDRESS) ?? [])) sandbox.mail.verify(address)
  const made = (await sandbox.call('sns', 'CreateTopic', {Name: TOPIC})) as {TopicArn: string}
  return {topicArn: made.TopicArn}
}
