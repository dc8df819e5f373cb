import {describe, expect, it} from 'vitest'

import {withoutPython} from '../../support/python.ts'
import {pacedBench, type PacedBench} from './support/paced.ts'

const absent = withoutPython()

const aPython = (bench: PacedBench, name: string, source: string, timeout = 900) =>
  bench.create(name, {'app.py': source}, {Runtime: 'python3.11', Handler: 'app.handler', Timeout: timeout})

const BOTO = `
import boto3
from botocore.config import Config
client = boto3.client("secretsmanager", config=Config(read_timeout=7, retries={"max_attempts": 0}))
`

describe.skipIf(absent !== undefined)(
  `a Python process that waits in virtual time${absent === undefined ? '' : ` (skipped: ${absent})`}`,
  () => {
    it('sleeps for minutes at once, and its clocks follow', async () => {
      await using bench = await pacedBench()
      await aPython(
        bench,
        'sleeps',
        `
import datetime, time
time.sleep(3600)
def handler(event, context):
    at, tick, day = time.time(), time.monotonic(), datetime.datetime.now()
    left = context.get_remaining_time_in_millis()
    time.sleep(600)
    return [time.time() - at, round(time.monotonic() - tick, 3), (datetime.datetime.now() - day).total_seconds(),
            left - context.get_remaining_time_in_millis()]
`,
      )

      const {payload, durationMs, requestId} = await bench.invoke('sleeps')

      expect(payload).toEqual([600, 600, 600, 600_000])
      expect(durationMs).toBe(600_000)
      expect(bench.pauses).toEqual([{requestId, ms: 600_000, inFlight: 0}])
    })

    it('lets threads wait for one another in the order in which their time comes', async () => {
      await using bench = await pacedBench()
      await aPython(
        bench,
        'threads',
        `
import queue, threading, time
from concurrent.futures import ThreadPoolExecutor
def handler(event, context):
    seen, begun, bell, box = [], time.time(), threading.Event(), queue.Queue()
    def note(name): seen.append([name, round(time.time() - begun)])
    def worker(name, seconds):
        time.sleep(seconds); note(name)
        if name == "two": bell.set()
    with ThreadPoolExecutor() as pool:
        pool.submit(worker, "three", 30); pool.submit(worker, "two", 20); pool.submit(worker, "one", 10)
        assert not bell.wait(5); note("not yet")
        assert bell.wait(60); note("rung")
    note("joined")
    try: box.get(timeout=9)
    except queue.Empty: note("empty")
    return seen
`,
      )

      expect((await bench.invoke('threads')).payload).toEqual([
        ['not yet', 5],
        ['one', 10],
        ['two', 20],
        ['rung', 20],
        ['three', 30],
        ['joined', 30],
        ['empty', 39],
      ])
    })

    it('is timed out by its time limit, without waiting for it', async () => {
      await using bench = await pacedBench()
      await aPython(bench, 'late', 'import time\ndef handler(event, context): time.sleep(60)', 30)

      const {payload, durationMs} = await bench.invoke('late')

      expect(JSON.stringify(payload)).toContain('Task timed out after 30.00 seconds')
      expect(durationMs).toBe(30_000)
    })

    it("gives up on a hung call when boto3's own time is over, and has a late reply before it", async () => {
      await using bench = await pacedBench()
      const source = `${BOTO}
import time
def handler(event, context):
    at = time.time()
    try: client.describe_secret(SecretId="prod/db")
    except Exception as error: return [type(error).__name__, round(time.time() - at)]
    return ["answered", round(time.time() - at)]
`
      await aPython(bench, 'asks', source)

      bench.sandbox.faults.set([{kind: 'hang', operation: 'DescribeSecret'}])
      expect((await bench.invoke('asks')).payload).toEqual(['ReadTimeoutError', 7])
      bench.sandbox.faults.set([{kind: 'latency', operation: 'DescribeSecret', latencyMs: 6_000}])
      expect((await bench.invoke('asks')).payload).toEqual(['answered', 6])
      bench.sandbox.faults.clear()
      expect((await bench.invoke('asks')).payload).toEqual(['answered', 0])
    })

    it('sleeps in an event loop', async () => {
      await using bench = await pacedBench()
      const source = `
import asyncio, time
async def work():
    at = time.time()
    await asyncio.gather(asyncio.sleep(100), asyncio.sleep(200))
    return round(time.time() - at)
def handler(event, context): return asyncio.run(work())
`
      await aPython(bench, 'asynchronous', source)

      expect((await bench.invoke('asynchronous')).payload).toBe(200)
    })
  },
)
