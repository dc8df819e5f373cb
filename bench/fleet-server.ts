import {startSandbox} from '../src/lib/sandbox/index.ts'

/** `fleet-server.ts SECRETS LATENCY_MS`: a sandbox with a fleet, whose listing takes that long a page; ends with its input. */
const [secrets = 0, latencyMs = 0] = process.argv.slice(2).map(Number)

const stages = ['prod', 'prod', 'prod', 'staging', 'test']
const teams = ['orders', 'search', 'billing', 'ci', 'identity', 'mail', 'graphql']

const sandbox = await startSandbox()
for (let index = 0; index < secrets; index++)
  await sandbox.call('secretsmanager', 'CreateSecret', {
    Name: `${stages[index % stages.length]}/${teams[(index * 11) % teams.length]}/service-${index}`,
    Description: `Credentials of service ${index}`,
    SecretString: 'v'.repeat(200),
    ClientRequestToken: crypto.randomUUID(),
    Tags: ['team', 'stage', 'owner'].map(Key => ({Key, Value: `${Key}-${index % 31}`})),
  })
if (latencyMs > 0) sandbox.faults.set([{kind: 'latency', operation: 'ListSecrets', latencyMs}])
const {url, region, credentials} = sandbox
console.log(JSON.stringify({url, region, ...credentials}))
process.stdin.resume()
process.stdin.on('end', () => void sandbox.stop().then(() => process.exit()))
