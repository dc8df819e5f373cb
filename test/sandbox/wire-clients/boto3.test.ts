import {afterEach, beforeEach, describe, expect, it} from 'vitest'

import {boto3Title, python, withoutBoto3} from '../../support/foreign-clients.ts'
import {startTestSandbox, type TestSandbox} from '../../support/sandbox.ts'
import {failing, rotatorPolicy, rotators, watching, type Rotator} from './rotators.ts'

const preamble = `
import base64, boto3, json
from botocore.exceptions import ClientError
answers = []
secrets, functions, iam, trail = (boto3.client(name) for name in ('secretsmanager', 'lambda', 'iam', 'cloudtrail'))

def token(short):
    return short.ljust(32, '0')

def labels(name='prod/db', **more):
    versions = secrets.describe_secret(SecretId=name).get('VersionIdsToStages')
    return versions and {id[:2]: sorted(stages) for id, stages in versions.items()}

def put(short, **more):
    secrets.put_secret_value(SecretId='prod/db', ClientRequestToken=token(short), **{'SecretString': short, **more})
    return labels()

def move(label, to=None, off=None):
    ends = {'MoveToVersionId': to and token(to), 'RemoveFromVersionId': off and token(off)}
    secrets.update_secret_version_stage(
        SecretId='prod/db', VersionStage=label, **{end: id for end, id in ends.items() if id})
    return labels()

def refusal(call, **members):
    try:
        call(**members)
    except ClientError as error:
        found = error.response['Error']
        return [error.response['ResponseMetadata']['HTTPStatusCode'], found['Code'], found['Message']]
`

/** The conformance checklist (aws-behaviour.md section 18) once more, by a client that nobody here wrote. */
describe.skipIf(withoutBoto3)(`through ${boto3Title}`, {timeout: 60_000}, () => {
  let sandbox: TestSandbox
  beforeEach(async () => {
    sandbox = await startTestSandbox({switches: {pendingCleanupDelayMs: 0, rotationAttempts: 1}})
  })
  afterEach(() => sandbox.stop())

  /** Runs lines of Python; gives what they appended to `answers`. */
  const boto3 = async (...lines: string[]): Promise<unknown[]> => {
    const script = [preamble, ...lines, 'print(json.dumps(answers, default=str))'].join('\n')
    return JSON.parse(await python(sandbox, script)) as unknown[]
  }
  const settled = async () => {
    await sandbox.clock.idle()
    await sandbox.clock.advance(1)
  }
  /** A function of the sandbox that Secrets Manager may invoke. */
  const deploy = async ({name, runtime, handler, zip}: Rotator) => {
    const policies = {rotate: rotatorPolicy}
    const role = sandbox.iam.addRole({accountId: sandbox.accountId, roleName: name, policies})
    const [arn] = await boto3(
      `code = base64.b64decode('${Buffer.from(zip).toString('base64')}')`,
      `what = dict(FunctionName='${name}', Runtime='${runtime}', Handler='${handler}', Role='${role}')`,
      `answers.append(functions.create_function(Code={'ZipFile': code}, **what)['FunctionArn'])`,
      `functions.add_permission(FunctionName='${name}', StatementId='rotation', Action='lambda:InvokeFunction',`,
      `    Principal='secretsmanager.amazonaws.com', SourceAccount='${sandbox.accountId}')`,
    )
    return arn as string
  }
  const rotate = (functionArn: string, more = '') =>
    `answers.append(secrets.rotate_secret(SecretId='prod/db', RotationLambdaARN='${functionArn}',
       RotationRules={'AutomaticallyAfterDays': 30}${more})['VersionId'])`
  const events = (...names: string[]) =>
    names.map(
      name => `answers.append([json.loads(e['CloudTrailEvent']) for e in trail.lookup_events(
        LookupAttributes=[{'AttributeKey': 'EventName', 'AttributeValue': '${name}'}])['Events']])`,
    )

  it('shows labels as they move (lines 1, 2, 3)', async () => {
    const answers = await boto3(
      `secrets.create_secret(Name='prod/db')`,
      `answers.append(labels())`,
      `answers.append(put('v1'))`,
      `answers.append(put('v2', VersionStages=['AWSPENDING']))`,
      `answers.append(move('AWSCURRENT', to='v2', off='v1'))`,
      `answers.append(put('v3'))`,
      `answers.append(move('custom', to='v1'))`,
      `answers.append(move('AWSCURRENT', to='v1', off='v3'))`,
    )
    expect(answers).toEqual([
      null,
      {v1: ['AWSCURRENT']},
      {v1: ['AWSCURRENT'], v2: ['AWSPENDING']},
      {v1: ['AWSPREVIOUS'], v2: ['AWSCURRENT', 'AWSPENDING']},
      {v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT']},
      {v1: ['custom'], v2: ['AWSPREVIOUS'], v3: ['AWSCURRENT']},
      {v1: ['AWSCURRENT', 'custom'], v3: ['AWSPREVIOUS']},
    ])
  })

  it('hides versions without a label until it is asked for them (line 4)', async () => {
    const [shown, all] = await boto3(
      `secrets.create_secret(Name='prod/db')`,
      `for short in ('v1', 'v2', 'v3'): put(short)`,
      `def list(**more): answers.append({each['VersionId'][:2]: 'VersionStages' in each for each in`,
      `    secrets.list_secret_version_ids(SecretId='prod/db', **more)['Versions']})`,
      `list()`,
      `list(IncludeDeprecated=True)`,
    )
    expect(shown).toEqual({v2: true, v3: true})
    expect(all).toEqual({v1: false, v2: true, v3: true})
  })

  it('takes a token twice only for the same value (line 5)', async () => {
    const [same, other] = await boto3(
      `arn = secrets.create_secret(Name='prod/db', ClientRequestToken=token('v1'), SecretString='v1')['ARN']`,
      `answers.append(put('v1'))`,
      `answers.append(refusal(put, short='v1', SecretString='another'))`,
    )
    expect(same).toEqual({v1: ['AWSCURRENT']})
    expect(other).toEqual([
      400,
      'ResourceExistsException',
      expect.stringMatching(
        /^You can't use ClientRequestToken v10+ because that value is already in use for a version of secret arn:/,
      ),
    ])
  })

  it('gets AWS’s refusals (lines 7, 8, 22)', async () => {
    const answers = await boto3(
      `answers.append(refusal(secrets.describe_secret, SecretId='prod/db'))`,
      `secrets.create_secret(Name='prod/db')`,
      `answers.append(refusal(secrets.get_secret_value, SecretId='prod/db'))`,
      `answers.append(refusal(secrets.create_secret, Name='prod/db'))`,
      `answers.append(refusal(secrets.describe_secret, SecretId='a b'))`,
      `missing = 'arn:aws:lambda:${sandbox.region}:${sandbox.accountId}:function:missing'`,
      `answers.append(refusal(secrets.rotate_secret, SecretId='prod/db'))`,
      `answers.append(refusal(secrets.rotate_secret, SecretId='prod/db', RotationLambdaARN=missing,`,
      `    RotationRules={'AutomaticallyAfterDays': 30}))`,
      `secrets.delete_secret(SecretId='prod/db')`,
      `answers.append(refusal(secrets.create_secret, Name='prod/db'))`,
    )
    expect(answers).toEqual([
      [400, 'ResourceNotFoundException', "Secrets Manager can't find the specified secret."],
      [
        400,
        'ResourceNotFoundException',
        "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      ],
      [400, 'ResourceExistsException', 'The operation failed because the secret prod/db already exists.'],
      [
        400,
        'ValidationException',
        'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
      ],
      [400, 'InvalidRequestException', 'No Lambda rotation function ARN is associated with this secret.'],
      [
        400,
        'AccessDeniedException',
        'Secrets Manager cannot invoke the specified Lambda function. Ensure that the function policy grants access to the principal secretsmanager.amazonaws.com.',
      ],
      [
        400,
        'InvalidRequestException',
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      ],
    ])
  })

  for (const rotator of rotators) {
    it(`rotates twice with a ${rotator.name} function (lines 12, 21)`, async () => {
      const functionArn = await deploy(rotator)
      const create = `secrets.create_secret(Name='prod/db', SecretString='first')`
      const [first] = await boto3(create, rotate(functionArn))
      await settled()
      const [second] = await boto3(`answers.append(secrets.rotate_secret(SecretId='prod/db')['VersionId'])`)
      await settled()
      const [versions, value, succeeded] = await boto3(
        `answers.append(secrets.describe_secret(SecretId='prod/db')['VersionIdsToStages'])`,
        `answers.append(secrets.get_secret_value(SecretId='prod/db')['VersionId'])`,
        ...events('RotationSucceeded'),
      )
      expect(versions).toEqual({[first as string]: ['AWSPREVIOUS'], [second as string]: ['AWSCURRENT']})
      expect(value).toBe(second)
      expect(succeeded).toHaveLength(2)
    })
  }

  it('finds the failed attempt of a function that is no rotator (lines 9, 13)', async () => {
    const [rotator] = rotators
    const functionArn = await deploy({...rotator!, handler: 'index.missing'})
    const [version] = await boto3(`secrets.create_secret(Name='prod/db')`, rotate(functionArn))
    await settled()
    const [shown, refused, failed] = await boto3(
      `shown = secrets.describe_secret(SecretId='prod/db')`,
      `answers.append([shown['RotationEnabled'], shown['VersionIdsToStages']])`,
      `answers.append(refusal(secrets.rotate_secret, SecretId='prod/db'))`,
      ...events('RotationFailed'),
    )
    expect(shown).toEqual([true, {[version as string]: ['AWSPENDING']}])
    expect(refused).toEqual([
      400,
      'InvalidRequestException',
      "A previous rotation isn't complete. That rotation will be reattempted.",
    ])
    expect(failed).toEqual([
      expect.objectContaining({
        eventType: 'AwsServiceEvent',
        errorMessage: `Error when executing lambda ${functionArn} during createSecret step`,
        userIdentity: {accountId: sandbox.accountId, invokedBy: 'secretsmanager.amazonaws.com'},
        additionalEventData: {SecretId: expect.stringContaining(':secret:prod/db-')},
      }),
    ])
  })

  it('clears the failed attempt by a value, and then the schedule can be changed (line 9)', async () => {
    const functionArn = await deploy({...rotators[0]!, handler: 'index.missing'})
    await boto3(`secrets.create_secret(Name='prod/db')`, rotate(functionArn))
    await settled()
    const change = `dict(SecretId='prod/db', RotationRules={'AutomaticallyAfterDays': 7}, RotateImmediately=False)`
    const [refused, cleared, rules] = await boto3(
      `answers.append(refusal(secrets.rotate_secret, **${change})[1])`,
      `answers.append(put('v1'))`,
      `secrets.rotate_secret(**${change})`,
      `answers.append(secrets.describe_secret(SecretId='prod/db')['RotationRules'])`,
    )
    expect([refused, cleared]).toEqual(['InvalidRequestException', {v1: ['AWSCURRENT']}])
    expect(rules).toEqual({AutomaticallyAfterDays: 7})
  })

  it('shows a function the token’s version as it fills and moves (line 10)', async () => {
    const functionArn = await deploy({...rotators[1]!, name: 'watching', zip: watching})
    await boto3(`secrets.create_secret(Name='prod/db', SecretString='first')`, rotate(functionArn))
    await settled()
    const [seen] = await boto3(
      `found = boto3.client('logs').filter_log_events(logGroupName='/aws/lambda/watching', filterPattern='"saw:"')`,
      `answers.append([event['message'].strip() for event in found['events']])`,
    )
    expect(seen).toEqual([
      "saw: createSecret ['AWSPENDING'] ResourceNotFoundException",
      "saw: setSecret ['AWSPENDING'] value",
      "saw: testSecret ['AWSPENDING'] value",
      "saw: finishSecret ['AWSPENDING'] value",
    ])
  })

  it('loses a live value by dropping AWSPENDING, and repairs by promoting it (lines 13, 14)', async () => {
    const functionArn = await deploy({...rotators[1]!, name: 'failing', zip: failing})
    const [version] = await boto3(`secrets.create_secret(Name='prod/db', SecretString='first')`, rotate(functionArn))
    await settled()
    const [event, labelled, lost, byId, repaired, served] = await boto3(
      `failed = trail.lookup_events(LookupAttributes=[dict(AttributeKey='EventName', AttributeValue='RotationFailed')])`,
      `answers.append(json.loads(failed['Events'][0]['CloudTrailEvent']).get('errorMessage'))`,
      `shown = lambda: secrets.describe_secret(SecretId='prod/db')['VersionIdsToStages']`,
      `answers.append(shown().get('${String(version)}'))`,
      `secrets.update_secret_version_stage(SecretId='prod/db', VersionStage='AWSPENDING', RemoveFromVersionId='${String(version)}')`,
      `answers.append(['${String(version)}' in shown(), refusal(secrets.get_secret_value, SecretId='prod/db', VersionStage='AWSPENDING')[1]])`,
      `answers.append(secrets.get_secret_value(SecretId='prod/db', VersionId='${String(version)}')['SecretString'])`,
      `current = next(id for id, held in shown().items() if 'AWSCURRENT' in held)`,
      `secrets.update_secret_version_stage(SecretId='prod/db', VersionStage='AWSCURRENT', MoveToVersionId='${String(version)}', RemoveFromVersionId=current)`,
      `answers.append(shown().get('${String(version)}'))`,
      `answers.append(secrets.get_secret_value(SecretId='prod/db')['SecretString'])`,
    )
    expect(event).toBe(`Error when executing lambda ${functionArn} during setSecret step`)
    expect([labelled, lost, repaired]).toEqual([['AWSPENDING'], [false, 'ResourceNotFoundException'], ['AWSCURRENT']])
    expect([byId, served]).toEqual(['value', 'value'])
  })

  it('restores what is scheduled for deletion, and makes a name again under another ARN (line 22)', async () => {
    const [refused, restored, arns] = await boto3(
      `first = secrets.create_secret(Name='prod/db', SecretString='x')['ARN']`,
      `secrets.delete_secret(SecretId='prod/db')`,
      `answers.append(refusal(secrets.get_secret_value, SecretId='prod/db'))`,
      `secrets.restore_secret(SecretId='prod/db')`,
      `answers.append(secrets.get_secret_value(SecretId='prod/db')['SecretString'])`,
      `secrets.delete_secret(SecretId='prod/db', ForceDeleteWithoutRecovery=True)`,
      `answers.append(first)`,
    )
    expect([refused, restored]).toEqual([
      [
        400,
        'InvalidRequestException',
        "You can't perform this operation on the secret because it was marked for deletion.",
      ],
      'x',
    ])
    await sandbox.clock.advance(2_000)
    const [again] = await boto3(`answers.append(secrets.create_secret(Name='prod/db')['ARN'])`)
    expect(again).toMatch(/:secret:prod\/db-[A-Za-z0-9]{6}$/)
    expect(again).not.toBe(arns)
  })

  it('tests a function without rotating (line 11)', async () => {
    const functionArn = await deploy(rotators[1]!)
    const create = `secrets.create_secret(Name='prod/db', SecretString='v1', ClientRequestToken=token('v1'))`
    await boto3(create, rotate(functionArn, ', RotateImmediately=False'))
    await settled()
    const answers = await boto3(`answers.append(labels())`, ...events('TestRotationSucceeded', 'RotationSucceeded'))
    expect(answers).toEqual([{v1: ['AWSCURRENT']}, [expect.anything()], []])
  })

  it('invokes a function with the tail of its log (line 16)', async () => {
    const functionArn = await deploy(rotators[0]!)
    const [failed, missing] = await boto3(
      `event = json.dumps({'SecretId': 'none', 'ClientRequestToken': 'x', 'Step': 'testSecret'})`,
      `done = functions.invoke(FunctionName='${functionArn}', LogType='Tail', Payload=event)`,
      `answers.append([done['StatusCode'], done['FunctionError'], json.loads(done['Payload'].read())['errorType'],`,
      `    base64.b64decode(done['LogResult']).decode()])`,
      `answers.append(refusal(functions.invoke, FunctionName='missing'))`,
    )
    expect(failed).toEqual([200, 'Unhandled', 'AccessDeniedException', expect.stringContaining('testSecret')])
    expect(missing).toEqual([
      404,
      'ResourceNotFoundException',
      `Function not found: arn:aws:lambda:${sandbox.region}:${sandbox.accountId}:function:missing:$LATEST`,
    ])
  })

  it('grants and lists who may invoke a function (line 17)', async () => {
    const functionArn = await deploy(rotators[0]!)
    const [policy, twice] = await boto3(
      `answers.append(json.loads(functions.get_policy(FunctionName='node')['Policy']))`,
      `answers.append(refusal(functions.add_permission, FunctionName='node', StatementId='rotation',`,
      `    Action='lambda:InvokeFunction', Principal='secretsmanager.amazonaws.com'))`,
    )
    expect(policy).toEqual({
      Version: '2012-10-17',
      Id: 'default',
      Statement: [
        {
          Sid: 'rotation',
          Effect: 'Allow',
          Principal: {Service: 'secretsmanager.amazonaws.com'},
          Action: 'lambda:InvokeFunction',
          Resource: functionArn,
          Condition: {StringEquals: {'AWS:SourceAccount': sandbox.accountId}},
        },
      ],
    })
    expect(twice).toEqual([
      409,
      'ResourceConflictException',
      'The statement id (rotation) provided already exists. Please provide a new statement id, or remove the existing statement.',
    ])
  })

  it('has a third access key refused, and a new one works once it has spread (line 18)', async () => {
    const whoIs = `def who_is(key): return boto3.client('sts', aws_access_key_id=key['AccessKeyId'],
      aws_secret_access_key=key['SecretAccessKey']).get_caller_identity()['Arn']`
    const [third, fresh, key] = await boto3(
      whoIs,
      `iam.create_user(UserName='mailer')`,
      `key = iam.create_access_key(UserName='mailer')['AccessKey']`,
      `iam.create_access_key(UserName='mailer')`,
      `answers.append(refusal(iam.create_access_key, UserName='mailer'))`,
      `answers.append(refusal(who_is, key=key))`,
      `answers.append(key)`,
    )
    expect(third).toEqual([409, 'LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2'])
    expect(fresh).toEqual([403, 'InvalidClientTokenId', 'The security token included in the request is invalid.'])
    await sandbox.clock.advance(10_000)
    expect(await boto3(whoIs, `answers.append(who_is(json.loads('''${JSON.stringify(key)}''')))`)).toEqual([
      `arn:aws:iam::${sandbox.accountId}:user/mailer`,
    ])
  })

  it('looks events up by one attribute, fifty a page, newest first (line 21)', async () => {
    const secretArns = [`arn:aws:secretsmanager:${sandbox.region}:${sandbox.accountId}:secret:prod/db-AbCdEf`]
    const now = sandbox.clock.now()
    sandbox.trail.seedReads({count: 60, from: now - 60_000, to: now, secretArns})
    const [pages, ordered, kinds, refused] = await boto3(
      `named = [{'AttributeKey': 'EventName', 'AttributeValue': 'GetSecretValue'}]`,
      `pages = [page['Events'] for page in trail.get_paginator('lookup_events').paginate(LookupAttributes=named)]`,
      `answers.append([len(page) for page in pages])`,
      `times = [event['EventTime'] for page in pages for event in page]`,
      `answers.append(times == sorted(times, reverse=True))`,
      `answers.append([type(pages[0][0][field]).__name__ for field in ('ReadOnly', 'CloudTrailEvent')])`,
      `answers.append(refusal(trail.lookup_events, LookupAttributes=named * 2)[:2])`,
    )
    expect(pages).toEqual([50, 10])
    expect(ordered).toBe(true)
    expect(kinds).toEqual(['str', 'str'])
    expect(refused).toEqual([400, 'InvalidLookupAttributesException'])
  })
})
