import {describe, expect, it} from 'vitest'
import type {FunctionFailure} from '../../../src/lib/history/invocations.ts'
import {parseInvocations} from '../../../src/lib/history/parse-invocations.ts'
import {arn, jsonInvocation, lines, nodeLine, reportText, request, textInvocation} from './log-fixtures.ts'

const subject = {secretArn: arn, servesOnlyThis: true}

function failureIn(...own: readonly string[]): FunctionFailure | undefined {
  return parseInvocations(textInvocation(1, 0, 900, ...own), subject)[0]?.failure
}

/** What Node's runtime prints when the handler threw. */
function nodeThrew(body: object): FunctionFailure | undefined {
  return failureIn(nodeLine(1, `Invoke Error \t${JSON.stringify(body)}`, 'ERROR'))
}

/** What Python's runtime prints when the handler raised; the lines of the traceback are parted by \r. */
function pythonRaised(name: string, message: string, ...frames: readonly string[]): FunctionFailure | undefined {
  return failureIn(`[ERROR] ${name}: ${message}\rTraceback (most recent call last):\r${frames.join('\r')}`)
}

const nodeStack = [
  'Error: something',
  '    at Client.send (/var/task/node_modules/pg/lib/client.js:10:5)',
  '    at testSecret (file:///var/task/hook.mjs:88:11)',
  '    at Runtime.handler (file:///var/task/hook.mjs:12:3)',
]
const pythonStack = [
  '  File "/var/task/lambda_function.py", line 44, in lambda_handler',
  '    create_secret(service, arn, token)',
  '  File "/var/task/lambda_function.py", line 92, in create_secret',
  '  File "/var/lang/lib/python3.12/site-packages/botocore/client.py", line 553, in _api_call',
]

describe('the platform ended it', () => {
  it.each([
    ['the old line', `2026-11-22T02:31:46.000Z ${request(1)} Task timed out after 30.00 seconds\n\n`],
    ['the new line', `RequestId: ${request(1)} Error: Task timed out after 30.00 seconds`],
  ])('by the time limit, from %s', (_, line) => {
    expect(failureIn(line)).toEqual({kind: 'timeout', text: 'Task timed out after 30.00 seconds', at: 1})
  })

  it('by the time limit, from the JSON report alone', () => {
    const [found] = parseInvocations(jsonInvocation(1, 0, 30_000, 'timeout'), subject)
    expect(found?.failure).toMatchObject({kind: 'timeout', text: 'Task timed out after 30.00 seconds'})
  })

  it('by the time limit, from the status of a text report alone', () => {
    const records = lines(
      0,
      `START RequestId: ${request(1)} Version: 1`,
      reportText(request(1), 3000, 'Status: timeout'),
    )
    expect(parseInvocations(records, subject)[0]?.failure?.text).toBe('Task timed out after 3.00 seconds')
  })

  it.each([
    ['Runtime exited with error: exit status 1', 'Runtime.ExitError (exit status 1)'],
    ['Runtime exited with error: signal: killed', 'Runtime.ExitError (signal: killed)'],
    ['Runtime exited without providing a reason', 'Runtime.ExitError (no reason given)'],
  ])('because %s', (line, text) => {
    expect(failureIn(`RequestId: ${request(1)} Error: ${line}\nRuntime.ExitError`)).toMatchObject({kind: 'exit', text})
  })
})

describe('the code could not be loaded', () => {
  it.each(['Runtime.ImportModuleError', 'Runtime.HandlerNotFound', 'Runtime.UserCodeSyntaxError'])(
    '%s in Node',
    name => {
      const body = {errorType: name, errorMessage: "Error: Cannot find module 'pg'", stack: []}
      expect(failureIn(nodeLine(1, `Uncaught Exception \t${JSON.stringify(body)}`, 'ERROR'))).toMatchObject({
        kind: 'cannot-load',
        text: `${name}: the function's code cannot be loaded`,
      })
    },
  )

  it.each(['ERR_MODULE_NOT_FOUND', 'MODULE_NOT_FOUND'])('for want of a module, in Node: %s', code => {
    const body = {errorType: 'Error', errorMessage: "Cannot find package 'hunter22'", code, stack: []}
    const found = failureIn(nodeLine(1, `Uncaught Exception \t${JSON.stringify(body)}`, 'ERROR'))
    expect(found).toMatchObject({kind: 'cannot-load', text: `${code}: the function lacks a module`})
    expect(JSON.stringify(found)).not.toContain('hunter22')
  })

  it('for want of a module that a step loads, in Python', () => {
    expect(pythonRaised('ModuleNotFoundError', "No module named 'psycopg2'", ...pythonStack)).toMatchObject({
      kind: 'cannot-load',
      text: 'ModuleNotFoundError: the function lacks a module',
    })
  })

  it('Runtime.ImportModuleError in Python', () => {
    expect(pythonRaised('Runtime.ImportModuleError', "Unable to import module 'app'")).toMatchObject({
      kind: 'cannot-load',
      exceptionClass: 'Runtime.ImportModuleError',
    })
  })
})

const failed = 'testSecret of arn:aws:secretsmanager:eu-central-1:111122223333:secret:a-AbCdEf, version 5f1c0e0a'

describe('an AWS call was refused', () => {
  it('as boto3 says it, with operation and code', () => {
    const message =
      'An error occurred (LimitExceeded) when calling the CreateAccessKey operation: Cannot exceed quota for AccessKeysPerUser: 2'
    expect(pythonRaised('botocore.errorfactory.LimitExceededException', message, ...pythonStack)).toEqual({
      kind: 'limit',
      text: 'LimitExceeded (iam:CreateAccessKey)',
      exceptionClass: 'LimitExceededException',
      awsCode: 'LimitExceeded',
      awsOperation: 'iam:CreateAccessKey',
      place: 'lambda_function.py:92',
      at: 1,
    })
  })

  it('as the SDK v3 for Node throws it, with the operation from its decoder', () => {
    const stack = ['LimitExceededException: x', '    at de_CreateAccessKeyCommandError (/var/runtime/index.js:1:2)']
    const body = {errorType: 'LimitExceededException', errorMessage: 'x', $fault: 'client', $metadata: {}, stack}
    expect(nodeThrew(body)).toMatchObject({kind: 'limit', text: 'LimitExceededException (iam:CreateAccessKey)'})
  })

  it('as the SDK v2 for Node throws it, with code and status', () => {
    const body = {
      errorType: 'LimitExceeded',
      errorMessage: 'x',
      code: 'LimitExceeded',
      statusCode: 409,
      stack: nodeStack,
    }
    expect(nodeThrew(body)).toMatchObject({kind: 'limit', text: 'LimitExceeded', place: 'hook.mjs:88:11'})
  })

  it('for want of a permission, which the message names', () => {
    const errorMessage =
      'User: arn:aws:sts::111122223333:assumed-role/r/f is not authorized to perform: secretsmanager:PutSecretValue on resource: x because no identity-based policy allows it'
    expect(nodeThrew({errorType: 'AccessDeniedException', errorMessage, stack: []})).toMatchObject({
      kind: 'denied',
      text: 'AccessDeniedException (secretsmanager:PutSecretValue)',
    })
  })

  it('as a packaged rotator tells it, with operation and code', () => {
    const told = (reason: string) => ({errorType: 'RotationError', errorMessage: `${failed}: ${reason}`, stack: []})
    expect(nodeThrew(told('CreateAccessKey failed: LimitExceededException'))).toMatchObject({
      kind: 'limit',
      text: 'LimitExceededException (iam:CreateAccessKey)',
    })
    const byKey = 'PutSecretValue failed: AccessDeniedException (Access to KMS is not allowed)'
    expect(nodeThrew(told(byKey))).toMatchObject({
      kind: 'kms',
      text: 'AccessDeniedException (secretsmanager:PutSecretValue): the KMS key refuses it',
    })
  })

  it('for want of a place, in the words of a packaged rotator', () => {
    const errorMessage = `${failed}: user svc has no room for another access key; AKIAIOSFODNN7EXAMPLE: AWSCURRENT holds it`
    expect(nodeThrew({errorType: 'RotationError', errorMessage, stack: nodeStack})).toMatchObject({
      kind: 'limit',
      text: 'RotationError: user svc has no room for another access key; …MPLE: AWSCURRENT holds it',
    })
  })

  it('by the key', () => {
    const message =
      'An error occurred (AccessDeniedException) when calling the GetSecretValue operation: Access to KMS is not allowed'
    expect(pythonRaised('botocore.errorfactory.AccessDeniedException', message)).toMatchObject({
      kind: 'kms',
      text: 'AccessDeniedException (secretsmanager:GetSecretValue): the KMS key refuses it',
    })
  })
})

describe('the function itself failed', () => {
  it.each([
    ['connect ETIMEDOUT 10.0.0.7:5432', 'Error', 'ETIMEDOUT'],
    ['connect ECONNREFUSED 127.0.0.1:5432', 'AggregateError', 'ECONNREFUSED'],
  ])('on the network: %s', (errorMessage, errorType, symptom) => {
    expect(nodeThrew({errorType, errorMessage, stack: nodeStack})).toMatchObject({
      kind: 'network',
      text: `${symptom} at hook.mjs:88:11: a host cannot be reached`,
    })
  })

  it('on the network, in Python', () => {
    const name = 'botocore.exceptions.EndpointConnectionError'
    expect(pythonRaised(name, 'Could not connect to the endpoint URL: "https://x"', ...pythonStack)).toMatchObject({
      kind: 'network',
      text: 'EndpointConnectionError at lambda_function.py:92: a host cannot be reached',
    })
  })

  it('where an unmodified template stops', () => {
    expect(
      failureIn(`[ERROR] NotImplementedError\rTraceback (most recent call last):\r${pythonStack[2]}`),
    ).toMatchObject({
      kind: 'not-implemented',
      text: 'NotImplementedError at lambda_function.py:92: the step is not written',
    })
  })

  it('with an exception: class and place, the status of the target in our words, nothing of its message', () => {
    const errorMessage = 'login with hunter22: status 401'
    expect(nodeThrew({errorType: 'AssertionError', errorMessage, stack: nodeStack})).toMatchObject({
      kind: 'exception',
      text: 'AssertionError at hook.mjs:88:11: the target answered 401',
      exceptionClass: 'AssertionError',
    })
  })

  it('with something thrown that has no usual name: the name is kept back', () => {
    expect(nodeThrew({errorType: 'hunter22', errorMessage: 'x', stack: []})).toEqual({
      kind: 'exception',
      text: 'exception',
      at: 1,
    })
  })

  it('in the JSON form, where the report says so', () => {
    const message = {errorType: 'TypeError', errorMessage: 'x', stackTrace: nodeStack}
    const records = jsonInvocation(1, 0, 90, 'error', {level: 'ERROR', message}, {message: 'cleaning up'})
    expect(parseInvocations(records, subject)[0]?.failure?.text).toBe('TypeError at hook.mjs:88:11')
  })

  it('and said nothing about it', () => {
    expect(parseInvocations(jsonInvocation(1, 0, 90, 'error'), subject)[0]?.failure).toMatchObject({
      text: 'ended with an error that its log does not name',
    })
  })
})

describe('no failure', () => {
  it('is an error that the function logged and survived', () => {
    expect(failureIn(nodeLine(1, 'ERROR: LimitExceeded, will clean up', 'ERROR'))).toBeUndefined()
    expect(failureIn('[ERROR] Failed: ValueError, going on')).toBeUndefined()
    expect(failureIn(`[ERROR]\t2026-11-22T02:31:12.000Z\t${request(1)}\tValueError: x`)).toBeUndefined()
  })

  it('is a logged exception where the platform reports success', () => {
    const message = {errorType: 'TypeError', errorMessage: 'x', stackTrace: nodeStack}
    const [found] = parseInvocations(jsonInvocation(1, 0, 90, 'success', {level: 'ERROR', message}), subject)
    expect(found).not.toHaveProperty('failure')
  })

  it('is a JSON exception before the invocation has ended', () => {
    const message = {errorType: 'TypeError', errorMessage: 'x', stackTrace: nodeStack}
    const records = jsonInvocation(1, 0, 90, 'success', {level: 'ERROR', message}).slice(0, 2)
    expect(parseInvocations(records, subject)[0]).not.toHaveProperty('failure')
  })

  it('is a text that imitates the platform', () => {
    expect(failureIn(nodeLine(1, 'the last Task timed out after 30.00 seconds'))).toBeUndefined()
    expect(failureIn('I saw: Task timed out after 30.00 seconds')).toBeUndefined()
  })
})

/** The same exception as each runtime writes it in each form of the log. */
const runtimes: readonly (readonly [string, (type: string, message: string) => FunctionFailure | undefined])[] = [
  ['Node, text', (errorType, errorMessage) => nodeThrew({errorType, errorMessage, stack: nodeStack})],
  [
    'Node, JSON',
    (errorType, errorMessage) => inJson({level: 'ERROR', message: {errorType, errorMessage, stackTrace: nodeStack}}),
  ],
  ['Python, text', (type, message) => pythonRaised(type, message, ...pythonStack)],
  [
    'Python, JSON',
    (errorType, errorMessage) =>
      inJson({level: 'ERROR', errorMessage, errorType, stackTrace: pythonStack.map(frame => `${frame}\n`)}),
  ],
]

it('an exception is read where an older runtime for Python wrote it', () => {
  const line = {timestamp: 'x', log_level: 'ERROR', errorMessage: 'x', errorType: 'ValueError', stackTrace: pythonStack}
  const [start, ...rest] = jsonInvocation(1, 0, 90, 'error')
  const records = [start!, ...lines(1, JSON.stringify(line)), ...rest]
  expect(parseInvocations(records, subject)[0]?.failure?.text).toBe('ValueError at lambda_function.py:92')
})

function inJson(line: object): FunctionFailure | undefined {
  return parseInvocations(jsonInvocation(1, 0, 90, 'error', line), subject)[0]?.failure
}

describe.each(runtimes)('a cause is recognised in the log of %s', (_, failed) => {
  it.each([
    [
      'ValueError',
      'Unable to log into database with previous, current, or pending secret of secret arn x',
      'no stored',
    ],
    ['ValueError', 'Unable to log into database using current credentials for secret x', 'the value in use does not'],
    ['ValueError', 'Unable to log into database with pending secret of secret arn x', 'the new value does not log in'],
    ['ValueError', 'Unable to log into database using credentials in master secret x', 'the value of the other secret'],
    ['ValueError', 'Secret x is not enabled for rotation', 'rotation of the secret was off'],
    ['ValueError', 'Secret version x not set as AWSPENDING for rotation of secret y.', 'did not hold AWSPENDING'],
    ['ValueError', 'Secret version x has no stage for rotation of secret y.', 'the version had lost its labels'],
    ['KeyError', "'hunter22 key is missing from secret JSON'", 'a field that the function needs is missing'],
    ['KeyError', "'Database engine must be set to hunter22'", "the value's field engine is of another database"],
    ['OperationalError', 'FATAL: password authentication failed for user "hunter22"', 'the target rejects the login'],
    ['OperationalError', '(1045, "Access denied for user hunter22")', 'the target rejects the login'],
  ])('%s: %s', (type, message, said) => {
    const found = failed(type, message)
    expect(found).toMatchObject({kind: 'exception', text: expect.stringContaining(said)})
    expect(found?.text).toMatch(/^\w+Error at (?:hook\.mjs:88:11|lambda_function\.py:92): /)
    expect(JSON.stringify(found)).not.toContain('hunter22')
  })

  it.each([
    'could not connect to server: Connection timed out',
    'could not translate host name "hunter22" to address',
    '(2003, "Can\'t connect to MySQL server on hunter22")',
    'socket hang up',
    'connect ECONNREFUSED 10.0.0.7:5432',
  ])('a host cannot be reached: %s', message => {
    const found = failed('OperationalError', message)
    expect(found).toMatchObject({kind: 'network', text: expect.stringContaining('a host cannot be reached')})
    expect(JSON.stringify(found)).not.toContain('hunter22')
  })

  it.each([
    ['OperationalError', 'FATAL: sorry, too many clients already', 'the target has no connection free'],
    ['SSLError', '[SSL: CERTIFICATE_VERIFY_FAILED] hunter22', 'the certificate of the target is not trusted'],
  ])('no connection, which says nothing about a value: %s: %s', (type, message, said) => {
    const found = failed(type, message)
    expect(found).toMatchObject({kind: 'network', text: expect.stringContaining(said)})
    expect(JSON.stringify(found)).not.toContain('hunter22')
  })

  it.each([
    ['DecryptionFailure', "Secrets Manager can't decrypt the protected secret text using the provided KMS key."],
    ['KMSInvalidStateException', 'arn:aws:kms:eu-central-1:111122223333:key/0a is pending deletion.'],
    ['DisabledException', 'arn:aws:kms:eu-central-1:111122223333:key/0a is disabled.'],
    ['AccessDeniedException', 'User: x is not authorized to perform: kms:Decrypt on resource: y'],
  ])('the key refuses: %s', (type, message) => {
    expect(failed(type, message)).toMatchObject({kind: 'kms', text: expect.stringContaining('the KMS key refuses it')})
  })
})

describe('all of the memory was used', () => {
  const killed = `RequestId: ${request(1)} Error: Runtime exited with error: signal: killed\nRuntime.ExitError`
  const reported = (used: number): string => reportText(request(1), 900).replace('Used: 71', `Used: ${used}`)
  const start = `START RequestId: ${request(1)} Version: $LATEST`

  it('says the report beside a killed runtime', () => {
    expect(parseInvocations(lines(0, start, killed, reported(128)), subject)[0]?.failure?.text).toBe(
      'Runtime.ExitError (signal: killed): it used all of its 128 MB of memory',
    )
  })

  it('is not said where some was left', () => {
    expect(parseInvocations(lines(0, start, killed, reported(71)), subject)[0]?.failure?.text).toBe(
      'Runtime.ExitError (signal: killed)',
    )
  })

  it('says the JSON report with its own word', () => {
    const record = {requestId: request(1), status: 'error', errorType: 'Runtime.OutOfMemory'}
    const metrics = {durationMs: 900, memorySizeMB: 128, maxMemoryUsedMB: 128}
    const report = JSON.stringify({time: 'x', type: 'platform.report', record: {...record, metrics}})
    expect(parseInvocations(lines(0, start, report), subject)[0]?.failure).toMatchObject({
      kind: 'exit',
      text: 'Runtime.OutOfMemory: it used all of its 128 MB of memory',
    })
  })
})
