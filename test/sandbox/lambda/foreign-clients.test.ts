import {mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {tmpdir} from 'node:os'
import {join} from 'node:path'
import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {zipFiles} from '../../../src/lib/sandbox/runtime/zip.ts'
import {awsCli, awsCliTitle, boto3Title, python, withoutAwsCli, withoutBoto3} from '../../support/foreign-clients.ts'
import {FUNCTION_ARN, lambdaBench, type LambdaBench} from './support.ts'

const FAILING = {
  'index.mjs':
    "export const handler = async ({ok}) => { console.log('seen'); if (!ok) throw new Error('no'); return 7 }",
}

describe.skipIf(withoutAwsCli !== undefined)(`functions through the ${awsCliTitle}`, {timeout: 120_000}, () => {
  let bench: LambdaBench
  let folder: string
  beforeEach(async () => {
    bench = await lambdaBench()
    folder = mkdtempSync(join(tmpdir(), 'secrot-cli-'))
  })
  afterEach(async () => {
    rmSync(folder, {recursive: true})
    await bench[Symbol.asyncDispose]()
  })
  /** One command, its words apart by spaces. */
  const aws = async (command: string) => {
    const text = await awsCli(bench.sandbox, ...command.split(' '), '--output', 'json')
    return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>)
  }

  it('are created, fail with status 200 and a log tail, and leave their lines', async () => {
    const zip = join(folder, 'code.zip')
    const answer = join(folder, 'answer.json')
    writeFileSync(zip, zipFiles(FAILING))

    const created = await aws(
      `lambda create-function --function-name f --role ${bench.roleArn} --runtime nodejs24.x --handler index.handler --zip-file fileb://${zip}`,
    )
    await aws('lambda wait function-active-v2 --function-name f')
    const failed = await aws(`lambda invoke --function-name f --log-type Tail ${answer}`)
    const found = await aws('logs filter-log-events --log-group-name /aws/lambda/f --filter-pattern seen')

    expect(created).toMatchObject({State: 'Pending', StateReasonCode: 'Creating'})
    expect(failed).toMatchObject({StatusCode: 200, FunctionError: 'Unhandled', ExecutedVersion: '$LATEST'})
    expect(JSON.parse(readFileSync(answer, 'utf8'))).toMatchObject({errorType: 'Error', errorMessage: 'no'})
    expect(Buffer.from(String(failed['LogResult']), 'base64').toString()).toMatch(/^START RequestId: [\s\S]*\tseen\n/)
    expect(found['events']).toHaveLength(1)
  })

  it('are missing with their qualifier in the text', async () => {
    await expect(aws(`lambda invoke --function-name nobody ${join(folder, 'x')}`)).rejects.toThrow(
      `(ResourceNotFoundException) when calling the Invoke operation: Function not found: ${FUNCTION_ARN}nobody:$LATEST`,
    )
  })

  it('are opened to Secrets Manager, once for each statement id', async () => {
    await bench.create('f')
    const add = () =>
      aws(
        'lambda add-permission --function-name f --statement-id s --action lambda:InvokeFunction --principal secretsmanager.amazonaws.com --source-account 111122223333',
      )

    await add()

    const {Policy} = await aws('lambda get-policy --function-name f')
    expect(JSON.parse(String(Policy))).toMatchObject({
      Statement: [{Sid: 's', Condition: {StringEquals: {'AWS:SourceAccount': '111122223333'}}}],
    })
    await expect(add()).rejects.toThrow(/\(ResourceConflictException\).*The statement id \(s\) provided already exists/)
  })
})

describe.skipIf(withoutBoto3 !== undefined)(`functions through ${boto3Title}`, {timeout: 60_000}, () => {
  it('answer, fail, and have a policy', async () => {
    await using bench = await lambdaBench()
    await bench.create('f', FAILING)

    const said = await python(
      bench.sandbox,
      `
import boto3, json
client = boto3.client("lambda")
good = client.invoke(FunctionName="f", Payload=json.dumps({"ok": True}))
bad = client.invoke(FunctionName="f", Payload=b"{}", LogType="Tail")
client.add_permission(FunctionName="f", StatementId="s", Action="lambda:InvokeFunction", Principal="secretsmanager.amazonaws.com")
codes = []
for call in (lambda: client.invoke(FunctionName="nobody"), lambda: client.get_policy(FunctionName="f", Qualifier="1"),
             lambda: client.invoke(FunctionName="f", Payload=b"{")):
    try:
        call()
    except client.exceptions.ClientError as error:
        codes.append([error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]])
lines = boto3.client("logs").filter_log_events(logGroupName="/aws/lambda/f", filterPattern="seen")["events"]
print(json.dumps({
  "good": json.loads(good["Payload"].read()), "error": bad["FunctionError"], "status": bad["StatusCode"],
  "statements": len(json.loads(client.get_policy(FunctionName="f")["Policy"])["Statement"]),
  "functions": [f["FunctionName"] for f in client.get_paginator("list_functions").paginate().build_full_result()["Functions"]],
  "codes": codes, "lines": len(lines),
}))`,
    )

    expect(JSON.parse(said)).toEqual({
      good: 7,
      error: 'Unhandled',
      status: 200,
      statements: 1,
      functions: ['f'],
      codes: [
        ['ResourceNotFoundException', 404],
        ['ResourceNotFoundException', 404],
        ['InvalidRequestContentException', 400],
      ],
      lines: 2,
    })
  })
})
