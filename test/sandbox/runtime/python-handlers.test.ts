import {describe, expect, it} from 'vitest'

import {withoutPython} from '../../support/python.ts'
import {aBench, aFunction, errorOf} from './support/bench.ts'

const absent = withoutPython()
const aPython = (source: string, overrides: Parameters<typeof aFunction>[1] = {}) =>
  aFunction({'app.py': source}, {runtime: 'python3.11', handler: 'app.handler', ...overrides})

describe.skipIf(absent !== undefined)(`a Python function${absent === undefined ? '' : ` (skipped: ${absent})`}`, () => {
  it('answers with what the handler returns and keeps its process', async () => {
    await using bench = aBench()
    const fn = aPython(`
count = 0
def handler(event, context):
    global count
    count += 1
    return {"word": event["word"], "count": count, "name": context.function_name}
`)

    await bench.run(fn, {word: 'a'})
    const {answer} = await bench.run(fn, {word: 'b'})

    expect(JSON.parse(answer.payload)).toEqual({word: 'b', count: 2, name: 'rotator'})
    expect(bench.streams.size).toBe(1)
  })

  it('writes prints and log records in order, a record of several lines as one event', async () => {
    await using bench = aBench()
    const fn = aPython(`
import logging, sys
logging.getLogger().setLevel(logging.INFO)
def handler(event, context):
    print("first")
    logging.getLogger("own").info("second\\nline")
    print("third", file=sys.stderr)
    sys.stdout.write("rest")
`)

    await bench.run(fn)

    const lines = bench.ownLines().filter(line => !line.startsWith('secrot sandbox'))
    expect(lines).toEqual([
      'first',
      expect.stringMatching(/^\[INFO\]\t\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z\t[0-9a-f-]{36}\tsecond\nline$/),
      'third',
      'rest',
    ])
    expect(bench.lines.at(-2)).toMatch(/^END /)
  })

  it('answers and logs an exception with its trace', async () => {
    await using bench = aBench()
    const fn = aPython(`
def inner():
    raise ValueError("bad value")
def handler(event, context):
    inner()
`)

    const execution = await bench.run(fn)

    const error = errorOf(execution)
    expect(error).toMatchObject({errorType: 'ValueError', errorMessage: 'bad value'})
    expect(error.requestId).toMatch(/^[0-9a-f-]{36}$/)
    expect(error.stackTrace?.[0]).toBe('  File "/var/task/app.py", line 5, in handler\n    inner()\n')
    const logged = bench.ownLines().find(line => line.startsWith('[ERROR]'))
    expect(logged).toMatch(
      /^\[ERROR\] ValueError: bad value\nTraceback \(most recent call last\):\n  File "\/var\/task/,
    )
  })

  it.each<[string, string, string, RegExp]>([
    [
      'import nowhere\ndef handler(e, c): pass',
      'app.handler',
      'Runtime.ImportModuleError',
      /^Unable to import module 'app': No module named 'nowhere'$/,
    ],
    ['x = 1', 'app.handler', 'Runtime.HandlerNotFound', /^Handler 'handler' missing on module 'app'$/],
    ['x = 1', 'app', 'Runtime.MalformedHandlerName', /^Bad handler 'app': not enough values to unpack/],
    ['def handler(:', 'app.handler', 'Runtime.UserCodeSyntaxError', /^Syntax error in module 'app': invalid syntax/],
    ['raise RuntimeError("at load")', 'app.handler', 'RuntimeError', /^at load$/],
    [
      'def handler(e, c): return object()',
      'app.handler',
      'Runtime.MarshalError',
      /^Unable to marshal response: Object of type object is not JSON/,
    ],
  ])('names what is wrong with %j', async (source, handler, errorType, message) => {
    await using bench = aBench()

    const error = errorOf(await bench.run(aPython(source, {handler})))

    expect(error.errorType).toBe(errorType)
    expect(error.errorMessage).toMatch(message)
    if (errorType !== 'Runtime.MarshalError') expect(error.requestId).toBe('')
  })

  it('finds of the packages of this machine those that Lambda has, and no other', async () => {
    await using bench = aBench()
    const look = `
import importlib.util, json
def handler(event, context):
    return [name for name in event if importlib.util.find_spec(name) is not None]
`
    const provided = ['boto3', 'botocore', 's3transfer', 'jmespath', 'dateutil', 'six', 'urllib3']
    const onMachine = provided.filter(name => withoutPython([name]) === undefined)

    const {answer} = await bench.run(aPython(look), [...provided, 'pip', 'setuptools', 'json', 'zlib'])
    const error = errorOf(await bench.run(aPython('import pip\ndef handler(e, c): pass')))

    expect(JSON.parse(answer.payload)).toEqual([...onMachine, 'json', 'zlib'])
    expect(error).toMatchObject({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Unable to import module 'app': No module named 'pip'",
    })
  })

  it('takes the copy in the package of the function first', async () => {
    await using bench = aBench()
    const source = 'import pip, six\ndef handler(e, c): return [pip.own, six.own]'
    const files = {'app.py': source, 'six.py': 'own = 1', 'pip/__init__.py': 'own = 2'}
    const fn = aFunction(files, {runtime: 'python3.11', handler: 'app.handler'})

    const {answer} = await bench.run(fn)

    expect(JSON.parse(answer.payload)).toEqual([2, 1])
  })

  it('says that boto3 comes from Lambda when this machine has none', async () => {
    await using bench = aBench()
    const fn = aPython("import sys\nsys.modules['boto3'] = None\nimport boto3\ndef handler(e, c): pass")

    const error = errorOf(await bench.run(fn))

    expect(error.errorMessage).toMatch(/boto3.*\(provided by Lambda, not here: install it for \S+python\S*\)$/)
  })

  it('is killed at its time limit and says how it ended', async () => {
    await using bench = aBench()

    const late = await bench.run(aPython('def handler(e, c):\n    while True: pass', {timeoutMs: 1000}))
    const gone = await bench.run(aPython('import sys\ndef handler(e, c): sys.exit(0)'))

    expect(errorOf(late).errorType).toBe('Sandbox.Timedout')
    expect(errorOf(gone).errorMessage).toMatch(/Error: Runtime exited without providing a reason$/)
  })

  it('lives in the time of the sandbox, also while it is warm', async () => {
    await using bench = aBench({clock: {startAt: Date.UTC(2031, 5, 1)}})
    const fn = aPython(`
import time, datetime
from datetime import datetime as dt, timezone
def handler(event, context):
    assert isinstance(dt.now(), datetime.datetime) and isinstance(dt.now(), datetime.date)
    assert isinstance(dt.strptime("2020-01-01", "%Y-%m-%d"), dt)
    return [time.time() * 1000, dt.now(timezone.utc).timestamp() * 1000, dt.utcnow().year,
            time.gmtime().tm_year, datetime.date.today().year, context.get_remaining_time_in_millis()]
`)
    const times = async () => JSON.parse((await bench.run(fn)).answer.payload) as number[]

    const before = await times()
    await bench.clock.advance(3_600_000)
    const after = await times()

    expect(before.slice(2, 5)).toEqual([2031, 2031, 2031])
    for (const clock of [0, 1]) {
      expect(Math.abs((before[clock] ?? 0) - Date.UTC(2031, 5, 1))).toBeLessThan(60_000)
      expect((after[clock] ?? 0) - (before[clock] ?? 0)).toBeGreaterThanOrEqual(3_600_000)
    }
    expect(after[5]).toBeGreaterThan(5000)
    expect(after[5]).toBeLessThanOrEqual(10_000)
  })

  it('reaches loopback only', async () => {
    await using bench = aBench()
    const fn = aPython(`
import socket, urllib.request
def handler(event, context):
    seen = []
    for act in (lambda: urllib.request.urlopen("https://example.com"), lambda: socket.create_connection(("10.1.2.3", 80)),
                lambda: socket.socket().connect(("10.1.2.3", 80))):
        try:
            act()
        except OSError as error:
            seen.append(str(error))
    return seen
`)

    const seen = JSON.parse((await bench.run(fn)).answer.payload) as string[]

    expect(seen).toHaveLength(3)
    for (const text of seen) expect(text).toContain('secrot sandbox: the connection to ')
  })

  it('reaches hosts that it may reach', async () => {
    await using bench = aBench({allowedHosts: ['0.0.0.0']})
    const fn = aPython(`
import os, socket
def handler(event, context):
    seen = []
    for host in ("0.0.0.0", "0.0.0.1"):
        try:
            socket.create_connection((host, 1))
        except OSError as error:
            seen.append(str(error))
    return [*seen, os.environ.get("SECROT_ALLOWED_HOSTS")]
`)

    const [allowed, other, variable] = JSON.parse((await bench.run(fn)).answer.payload) as string[]

    expect(allowed).toContain('Connection refused')
    expect(other).toContain('secrot sandbox: the connection to 0.0.0.1 was refused')
    expect(variable).toBeNull()
  })

  it('has boto3 where the machine has it, with the environment of the sandbox', async context => {
    const missing = withoutPython(['boto3'])
    context.skip(missing !== undefined, missing)
    await using bench = aBench({url: 'http://127.0.0.1:4566'})
    const fn = aPython(`
import boto3, botocore.session
def handler(event, context):
    return [boto3.client("secretsmanager").meta.endpoint_url,
            boto3.client("secretsmanager", endpoint_url="http://localhost:1").meta.endpoint_url]
`)

    expect(JSON.parse((await bench.run(fn)).answer.payload)).toEqual(['http://127.0.0.1:4566', 'http://localhost:1'])
  })

  it('points a botocore that knows no AWS_ENDPOINT_URL at the sandbox', async () => {
    await using bench = aBench({url: 'http://127.0.0.1:4566'})
    const fn = aFunction(
      {
        'botocore/__init__.py': '',
        'botocore/session.py': `class Session:
    def create_client(self, service_name, region_name=None, api_version=None, use_ssl=True, verify=None, endpoint_url=None):
        return endpoint_url`,
        'app.py': `from botocore.session import Session
def handler(event, context):
    return [Session().create_client("iam"), Session().create_client("iam", endpoint_url="http://localhost:1")]`,
      },
      {runtime: 'python3.11', handler: 'app.handler'},
    )

    expect(JSON.parse((await bench.run(fn)).answer.payload)).toEqual(['http://127.0.0.1:4566', 'http://localhost:1'])
  })
})

describe('a Python function where python3 is absent', () => {
  it('says so in its answer and in its log', async () => {
    await using bench = aBench()
    const path = process.env['PATH']
    process.env['PATH'] = '/nowhere'

    const execution = await bench.run(aPython('def handler(e, c): pass')).finally(() => {
      process.env['PATH'] = path
    })

    expect(errorOf(execution).errorMessage).toBe(
      'python3 is not on PATH here, so the sandbox cannot run Python functions.',
    )
    expect(bench.lines).toEqual([errorOf(execution).errorMessage])
  })
})
