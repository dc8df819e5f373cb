import {describe, expect, it} from 'vitest'

import {aBench, aFunction, errorOf} from './support/bench.ts'

describe('a Node function', () => {
  it('answers with what an ES module handler returns', async () => {
    await using bench = aBench()
    const fn = aFunction({'index.mjs': 'export const handler = async event => ({got: event.word})'})

    const {answer} = await bench.run(fn, {word: 'hello'})

    expect(answer).toMatchObject({failed: false, payload: '{"got":"hello"}'})
  })

  it('answers null when a CommonJS handler returns nothing', async () => {
    await using bench = aBench()
    const fn = aFunction({'src/index.js': 'exports.run = async () => {}'}, {handler: 'src/index.run'})

    expect((await bench.run(fn)).answer.payload).toBe('null')
  })

  it('takes the result that a handler passes to its callback, on a runtime that has callbacks', async () => {
    await using bench = aBench()
    const files = {'index.js': 'exports.handler = (event, context, callback) => setTimeout(() => callback(null, 7), 5)'}

    const onNode22 = await bench.run(aFunction(files, {runtime: 'nodejs22.x'}))
    const onNode24 = await bench.run(aFunction(files, {runtime: 'nodejs24.x', revisionId: 'other'}))

    expect(onNode22.answer.payload).toBe('7')
    expect(errorOf(onNode24).errorType).toBe('Runtime.CallbackHandlerDeprecated')
  })

  it('keeps its process for the next event, with the same stream and credentials', async () => {
    await using bench = aBench()
    const fn = aFunction({'index.mjs': 'let n = 0; export const handler = async () => ++n'})

    const payloads = [await bench.run(fn), await bench.run(fn), await bench.run(fn)].map(({answer}) => answer.payload)

    expect(payloads).toEqual(['1', '2', '3'])
    expect(bench.streams.size).toBe(1)
    expect(bench.sessions).toHaveLength(1)
  })

  it('serves concurrent events in processes of their own, each with its own credentials', async () => {
    await using bench = aBench()
    const fn = aFunction({
      'index.mjs':
        'export const handler = async () => { await new Promise(r => setTimeout(r, 300)); return process.env.AWS_ACCESS_KEY_ID }',
    })

    const executions = await Promise.all([bench.run(fn), bench.run(fn)])

    expect(new Set(executions.map(({answer}) => answer.payload))).toEqual(new Set(['"ASIA0"', '"ASIA1"']))
    expect(bench.streams.size).toBe(2)
  })

  it('writes INIT_START, START, console lines, END and REPORT in that order', async () => {
    await using bench = aBench()
    const fn = aFunction({
      'index.mjs': `export const handler = async () => {
        console.log('one', {two: 2}); console.error('three'); process.stdout.write('raw\\nrest')
      }`,
    })

    const {logTail} = await bench.run(fn)
    await bench.run(fn)

    const [, requestId = ''] = /RequestId: (\S+)/.exec(bench.lines[1] ?? '') ?? []
    const stamp = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t${requestId}\t`
    expect(bench.lines[0]).toMatch(/^INIT_START Runtime Version: nodejs:24\.v1\tRuntime Version ARN: arn:aws:lambda:/)
    expect(bench.lines[1]).toBe(`START RequestId: ${requestId} Version: $LATEST`)
    expect(bench.lines[2]).toMatch(new RegExp(`^${stamp}INFO\tone \\{ two: 2 \\}$`))
    expect(bench.lines[3]).toMatch(new RegExp(`^${stamp}ERROR\tthree$`))
    expect(bench.lines.slice(4, 7)).toEqual(['raw', 'rest', `END RequestId: ${requestId}`])
    expect(bench.lines[7]).toMatch(
      new RegExp(
        String.raw`^REPORT RequestId: ${requestId}\tDuration: [\d.]+ ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\tMax Memory Used: \d+ MB\tInit Duration: [\d.]+ ms\t$`,
      ),
    )
    expect(bench.lines[8]).toMatch(/^START /)
    expect(bench.lines.at(-1)).not.toContain('Init Duration')
    expect(logTail).toBe(
      bench.lines
        .slice(1, 8)
        .map(line => `${line}\n`)
        .join(''),
    )
  })

  it('has the variables of Lambda and its own, and nothing of the machine', async () => {
    await using bench = aBench({url: 'http://127.0.0.1:4566'})
    const fn = aFunction(
      {
        'index.mjs': `import {readdirSync} from 'node:fs'
        export const handler = async () => ({env: process.env, home: readdirSync(process.env.HOME)})`,
      },
      {variables: {SECRETS_MANAGER_ENDPOINT: 'https://secretsmanager.eu-central-1.amazonaws.com', COLOUR: 'red'}},
    )
    process.env['NOT_FOR_FUNCTIONS'] = 'x'

    const {env, home} = JSON.parse((await bench.run(fn)).answer.payload) as {
      env: Record<string, string>
      home: string[]
    }

    delete process.env['NOT_FOR_FUNCTIONS']
    expect(env).toMatchObject({
      AWS_REGION: 'eu-central-1',
      AWS_LAMBDA_FUNCTION_NAME: 'rotator',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '128',
      AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
      AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      SECRETS_MANAGER_ENDPOINT: 'http://127.0.0.1:4566',
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SESSION_TOKEN: 'token',
      _HANDLER: 'index.handler',
      COLOUR: 'red',
      TMPDIR: env['HOME'],
    })
    expect(env).not.toHaveProperty('NOT_FOR_FUNCTIONS')
    expect(env).not.toHaveProperty('NODE_COMPILE_CACHE')
    expect(home).toEqual([])
  })

  it('gives a context with the deadline in virtual time', async () => {
    await using bench = aBench({clock: {startAt: Date.UTC(2031, 0, 1)}})
    const fn = aFunction(
      {
        'index.mjs': `export const handler = async (event, context) =>
          ({left: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn, year: new Date().getFullYear()})`,
      },
      {timeoutMs: 5000},
    )

    const result = JSON.parse((await bench.run(fn)).answer.payload) as {left: number; arn: string; year: number}

    expect(result).toMatchObject({arn: fn.arn, year: 2031})
    expect(result.left).toBeGreaterThan(3000)
    expect(result.left).toBeLessThanOrEqual(5000)
  })
})

describe('a Node function that fails', () => {
  it('answers an error with type, message and trace, and logs it', async () => {
    await using bench = aBench()
    const fn = aFunction({
      'index.mjs': `export const handler = async () => { throw Object.assign(new TypeError('boom'), {code: 'E1'}) }`,
    })

    const execution = await bench.run(fn)

    expect(execution.answer).toMatchObject({failed: true, errorType: 'TypeError'})
    const error = errorOf(execution)
    expect(error).toMatchObject({errorType: 'TypeError', errorMessage: 'boom'})
    expect(error.trace?.[1]).toContain('/var/task/index.mjs:1:')
    expect(bench.ownLines()[0]).toMatch(
      /\tERROR\tInvoke Error \t\{"errorType":"TypeError","errorMessage":"boom","code":"E1","stack":\["TypeError: boom"/,
    )
  })

  it('names a module that is missing, twice in the log as Lambda loads twice', async () => {
    await using bench = aBench()
    const fn = aFunction({'index.js': "require('left-pad'); exports.handler = async () => 1"})

    const execution = await bench.run(fn)

    const error = errorOf(execution)
    expect(error.errorType).toBe('Runtime.ImportModuleError')
    expect(error.errorMessage).toMatch(
      /^Error: Cannot find module 'left-pad'\nRequire stack:\n- \/var\/task\/index\.js/,
    )
    expect(bench.ownLines()).toHaveLength(2)
    expect(bench.ownLines()[0]).toMatch(
      /\tundefined\tERROR\tUncaught Exception \t\{"errorType":"Runtime.ImportModuleError"/,
    )
    expect(bench.lines.filter(line => line.startsWith('INIT_REPORT'))).toEqual([
      expect.stringMatching(/\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError$/),
      expect.stringMatching(/\tPhase: invoke\tStatus: error\tError Type: Runtime.ImportModuleError$/),
    ])
    expect(bench.lines.at(-1)).toMatch(/\tStatus: error\tError Type: Runtime.ImportModuleError\t$/)
  })

  const broken: [string, Record<string, string>, string, string, string][] = [
    ['no such file', {'other.js': ''}, 'index.handler', 'Runtime.ImportModuleError', "Cannot find module 'index'"],
    ['no such export', {'index.js': 'exports.x = 1'}, 'index.handler', 'Runtime.HandlerNotFound', 'not exported'],
    ['no dot in the handler', {'index.js': ''}, 'index', 'Runtime.MalformedHandlerName', 'Bad handler'],
    ['bad syntax', {'index.js': 'exports. = 1'}, 'index.handler', 'Runtime.UserCodeSyntaxError', 'SyntaxError'],
  ]
  it.each(broken)('says what is wrong: %s', async (_what, files, handler, errorType, message) => {
    await using bench = aBench()

    const error = errorOf(await bench.run(aFunction(files, {handler})))

    expect(error.errorType).toBe(errorType)
    expect(error.errorMessage).toContain(message)
  })

  it('does not guess ES modules before Node 24, as on Lambda', async () => {
    await using bench = aBench()
    const files = {'index.js': "import {sep} from 'node:path'; export const handler = async () => sep"}

    const onNode22 = await bench.run(aFunction(files, {runtime: 'nodejs22.x'}))
    const onNode24 = await bench.run(aFunction(files, {runtime: 'nodejs24.x', revisionId: 'other'}))

    expect(errorOf(onNode22).errorType).toBe('Runtime.UserCodeSyntaxError')
    expect(onNode24.answer.payload).toBe('"/"')
  })

  it('ends on an unhandled rejection and starts afresh for the next event', async () => {
    await using bench = aBench()
    const fn = aFunction({
      'index.mjs': `let n = 0
      export const handler = async () => {
        n += 1
        if (n === 2) { void Promise.reject(new Error('lost')); await new Promise(r => setTimeout(r, 2000)) }
        return n
      }`,
    })

    await bench.run(fn)
    const failed = await bench.run(fn)
    const after = await bench.run(fn)

    expect(errorOf(failed)).toMatchObject({
      errorType: 'Runtime.UnhandledPromiseRejection',
      errorMessage: 'Error: lost',
    })
    expect(after.answer.payload).toBe('1')
  })

  it.each([
    ['process.exit(0)', 'Runtime exited without providing a reason'],
    ['process.exit(3)', 'Runtime exited with error: exit status 3'],
    ["process.kill(process.pid, 'SIGKILL')", 'Runtime exited with error: signal: killed'],
  ])('says how the process ended after %s', async (statement, reason) => {
    await using bench = aBench()
    const fn = aFunction({
      'index.mjs': `export const handler = async () => { ${statement}; await new Promise(() => {}) }`,
    })

    const execution = await bench.run(fn)

    expect(errorOf(execution).errorType).toBe('Runtime.ExitError')
    expect(errorOf(execution).errorMessage).toMatch(new RegExp(`^RequestId: [0-9a-f-]{36} Error: ${reason}$`))
    expect(bench.lines.at(-1)).toContain('Status: error\tError Type: Runtime.ExitError')
  })

  it('is killed at its time limit, even in an endless loop', async () => {
    await using bench = aBench()
    const fn = aFunction({'index.mjs': 'export const handler = async () => { for (;;); }'}, {timeoutMs: 1000})

    const execution = await bench.run(fn)

    expect(execution.durationMs).toBe(1000)
    expect(errorOf(execution).errorType).toBe('Sandbox.Timedout')
    expect(errorOf(execution).errorMessage).toMatch(
      /^RequestId: [0-9a-f-]{36} Error: Task timed out after 1\.00 seconds$/,
    )
    expect(bench.ownLines()).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z [0-9a-f-]{36} Task timed out after 1\.00 seconds\n$/),
    ])
    expect(bench.lines.at(-1)).toMatch(/\tDuration: 1000\.00 ms\t.*\tStatus: timeout\t$/)
  })

  it('is told that its answer is too large', async () => {
    await using bench = aBench()
    const fn = aFunction({'index.mjs': "export const handler = async () => 'x'.repeat(7_000_000)"})

    const error = errorOf(await bench.run(fn))

    expect(error.errorType).toBe('Function.ResponseSizeTooLarge')
    expect(error.errorMessage).toContain('(6291556 bytes)')
  })
})
