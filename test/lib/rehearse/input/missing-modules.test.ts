import {describe, expect, it} from 'vitest'
import {handlerOf} from '../../../../src/lib/rehearse/input/handler.ts'
import {missingModules} from '../../../../src/lib/rehearse/input/missing-modules.ts'

interface Given {
  readonly handler?: string
  readonly runtime: string
  readonly declared?: string
  readonly layers?: readonly string[]
}

function findings(files: Readonly<Record<string, string>>, {handler: named, layers = [], ...given}: Given) {
  const code = {paths: Object.keys(files), texts: new Map(Object.entries(files))}
  return missingModules({code, handler: handlerOf(code, {source: 'fn', named}), layers, ...given})
}

const node = (body: string, more: Readonly<Record<string, string>> = {}): readonly (string | undefined)[] =>
  findings({'index.js': `${body}\nexports.handler = async () => {}\n`, ...more}, {runtime: 'nodejs24.x'}).map(
    one => one.module,
  )

const python = (body: string, more: Readonly<Record<string, string>> = {}, runtime = 'python3.11') =>
  findings({'app.py': `${body}\ndef handler(event, context):\n    pass\n`, ...more}, {runtime}).map(one => one.module)

describe('modules that a Node function imports', () => {
  it.each([
    ["const AWS = require('aws-sdk')", ['aws-sdk']],
    ["const S3 = require('aws-sdk/clients/s3')", ['aws-sdk']],
    ["import pg from 'pg'", ['pg']],
    ["import {\n  Client,\n} from 'pg'", ['pg']],
    ["import'pg'", ['pg']],
    ["export * from '@acme/base/sub'", ['@acme/base']],
    ["const db = await import('mysql2/promise')", ['mysql2']],
    ["if (x) {\n const db = require('pg')\n}", ['pg']],
  ])('are missing where nobody has them: %s', (body, missing) => {
    expect(node(body)).toEqual(missing)
  })

  it.each([
    ["const {SecretsManagerClient} = require('@aws-sdk/client-secrets-manager')"],
    ["import {setTimeout} from 'node:timers/promises'\nimport fs from 'fs'\nimport x from 'fs/promises'"],
    ["// const pg = require('pg')\n/* import pg from 'pg' */"],
    ["let native\ntry {\n  if (x) { y() }\n  native = require('pg-native')\n} catch {}"],
    ["const pg = this.require('pg'), x = __require('pg')"],
  ])('are not missing where Lambda or Node has them, or they are only tried: %s', body => {
    expect(node(body)).toEqual([])
  })

  it('are those of the package, and of the files that the handler reaches', () => {
    const more = {
      'node_modules/pg/index.js': '',
      'lib/db.js': "require('pg'); require('ssh2')",
      'test.js': "require('vitest')",
    }
    expect(node("require('./lib/db'); require('pg')", more)).toEqual(['ssh2'])
    expect(node("require('./lib')", {'lib/index.js': "require('../other.mjs')", 'other.mjs': "import 'x'"})).toEqual([
      'x',
    ])
  })

  it('are told with what the declared runtime had', () => {
    const files = {'index.js': "const AWS = require('aws-sdk'); exports.handler = 1"}
    expect(findings(files, {runtime: 'nodejs22.x', declared: 'nodejs14.x'})).toEqual([
      {
        id: 'module-missing',
        module: 'aws-sdk',
        sentence:
          'aws-sdk (version 2) is imported and not in the package; nodejs14.x had it, Lambda provides version 3 (@aws-sdk/*) since nodejs18.x.',
      },
    ])
  })
})

describe('modules that a Python function imports', () => {
  it.each([
    ['import psycopg2', ['psycopg2']],
    ['import json, pymysql as db', ['pymysql']],
    ['from pymysql.cursors import DictCursor', ['pymysql']],
    ['from botocore.vendored import requests', ['botocore.vendored.requests']],
    ['import botocore.vendored.requests as requests', ['botocore.vendored.requests']],
    ['import urllib2', ['urllib2']],
    ['def late():\n    import pg8000', ['pg8000']],
  ])('are missing where nobody has them: %s', (body, missing) => {
    expect(python(body)).toEqual(missing)
  })

  it.each([
    ['import boto3, json, os\nfrom botocore.exceptions import ClientError\nimport urllib3'],
    ['"""\nimport psycopg2\n"""\n# import psycopg2'],
    ['try:\n    import psycopg2\nexcept ImportError:\n    import pg8000'],
    ['import sys\nif sys.version_info[0] == 2:\n    import urllib2\nelse:\n    import urllib.request'],
    ['from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from mypy_boto3 import X'],
  ])('are not missing where Lambda or Python has them, or they are only tried: %s', body => {
    expect(python(body)).toEqual([])
  })

  it('are those of the package, and of the files that the handler reaches', () => {
    const more = {
      'pymysql/__init__.py': '',
      '_cffi.cpython-311-x86_64-linux-gnu.so': '',
      'lib/__init__.py': '',
      'lib/db.py': 'from . import other\nimport pymysql, _cffi',
      'lib/other.py': 'import paramiko',
      'tests.py': 'import pytest',
    }
    expect(python('from lib import (\n    db,\n)', more)).toEqual(['paramiko'])
    expect(python('from lib.db import x', more)).toEqual(['paramiko'])
  })

  it('are missing where the runtime has them no more', () => {
    expect(python('import distutils, telnetlib')).toEqual([])
    expect(python('import distutils, telnetlib', {}, 'python3.12')).toEqual(['distutils'])
    expect(python('import distutils, telnetlib', {}, 'python3.13')).toEqual(['distutils', 'telnetlib'])
  })

  it('may come with a layer, which is said', () => {
    const files = {'app.py': 'import psycopg2\ndef handler(e, c): pass'}
    const layers = ['arn:aws:lambda:eu-central-1:111122223333:layer:db:1']
    expect(findings(files, {runtime: 'python3.12', layers})[0]?.sentence).toBe(
      'psycopg2 is imported, is not in the package and not provided by python3.12, unless a layer has it, and layers are not here: put it into the package.',
    )
  })
})
