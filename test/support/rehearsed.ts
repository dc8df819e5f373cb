import {GetFunctionConfigurationCommand, LambdaClient, type LambdaClientConfig} from '@aws-sdk/client-lambda'
import {saveRecord} from '../../src/lib/records/store.ts'
import {type DeployedFunction, keyOf, type RehearsalRecord} from '../../src/lib/rehearse/record.ts'
import {aRecord} from './a-record.ts'

/** What a deployed function is, as its record knows it. */
export async function deployedFunction(config: LambdaClientConfig, name: string): Promise<DeployedFunction> {
  const lambda = new LambdaClient(config)
  const answer = await lambda.send(new GetFunctionConfigurationCommand({FunctionName: name}))
  lambda.destroy()
  const {CodeSha256 = '', Handler = '', Runtime = '', Layers = [], Environment} = answer
  return {
    codeSha256: CodeSha256,
    handler: Handler,
    runtime: Runtime,
    layerArns: Layers.map(({Arn = ''}) => Arn),
    environmentNames: Object.keys(Environment?.Variables ?? {}),
  }
}

/** Keeps a record of a function in a state folder; `otherwise`: what is deployed differs from what was rehearsed. */
export async function rehearsed(
  state: {readonly config: LambdaClientConfig; readonly stateDir: string; readonly name: string},
  change: Partial<RehearsalRecord> = {},
  otherwise: Partial<DeployedFunction> = {},
): Promise<RehearsalRecord> {
  const key = keyOf({...(await deployedFunction(state.config, state.name)), ...otherwise})
  if (key === undefined) throw new Error(`${state.name} has no key`)
  const record = aRecord({key, ...change})
  await saveRecord(state.stateDir, record)
  return record
}
