import {randomUUID} from 'node:crypto'
import {existsSync} from 'node:fs'

import {describe, expect, it} from 'vitest'

import {noSecretInError} from '../../src/lib/rehearse/items/no-secret-in-error.ts'
import {testFailsOnRejectedValue} from '../../src/lib/rehearse/items/test-fails-on-rejected-value.ts'
import {leaksItems} from '../../src/lib/rehearse/items/lists/leaks.ts'
import {altered, correct, verdictOn, verdictsOn} from './support/verdicts.ts'

const ids = leaksItems.map(({id}) => id)
const {rand, iam, rep} = correct
const clean = Object.fromEntries(ids.map(id => [id, 'pass']))

const made = 'const {RandomPassword: password} = await call(secrets, random)'
const done = 'console.log(`${step} of ${secretId}, version ${token}: done`)'
/** The same function, which does one more thing once it has made a password. */
const withPassword = (statement: string) => altered(rand, [made, `${made};\n  ${statement}`])

describe('items about leaks', {timeout: 120_000}, () => {
  it('pass a correct function without a target', async () => {
    expect(await verdictsOn(ids, rand)).toEqual(clean)
  })

  it('pass correct functions that make keys and that set passwords', async () => {
    expect(await verdictsOn(ids, iam)).toEqual(clean)
    expect(await verdictsOn(ids, rep)).toEqual(clean)
  })

  it.each([
    ['a piece of it', 'console.log(`made ${password.slice(3, 17)}`)'],
    ['it in base64', "console.log(Buffer.from(password).toString('base64'))"],
    ['it where the level is DEBUG', "if (process.env.LOG_LEVEL === 'DEBUG') console.log({password})"],
    ['it as Node shows bytes', 'console.log(Buffer.from(password))'],
    ['it as Node shows an array of bytes', 'console.log(new Uint8Array(Buffer.from(password)))'],
    ['it at the level of debug lines', 'console.debug(password)'],
  ])('find a value in the log: %s', async (_, statement) => {
    const seen = await verdictOn('no-secret-in-log', withPassword(statement))
    expect(seen).toBe('fail: a piece of a secret is in the log of createSecret')
  })

  it('find a value in an error that passes the text of AWS on', async () => {
    const bad = altered(rand, ['failed: ${error.code ?? error.name}`', 'failed: ${error.message}`'])
    expect(await verdictOn('no-secret-in-error', bad, ['leak/echo/createSecret/5'])).toBe(
      'fail: a piece of a secret is in the error of createSecret',
    )
  })

  it('find a value in an error of a scenario that is another item’s, where they alone are asked for', async () => {
    const bad = altered(rep, [
      "throw new Refusal('the login service rejects AWSPENDING')",
      'throw new Refusal(`the login service rejects ${(await pendingValue(secretId, token)).password}`)',
    ])
    const played = [noSecretInError, testFailsOnRejectedValue]
    expect(await verdictsOn(['no-secret-in-error'], bad, undefined, played)).toEqual({
      'no-secret-in-error': 'fail: a piece of a secret is in the error of testSecret',
    })
  })

  it('find a value in what is returned', async () => {
    const bad = altered(rand, [done, "return await storedText(secretId, {VersionStage: 'AWSCURRENT'})"])
    const seen = await verdictOn('no-secret-in-result', bad)
    expect(seen).toBe('fail: a piece of a secret is in the returned value of createSecret')
  })

  it('find a value in a file', async () => {
    const write =
      "(await import('node:fs')).writeFileSync(`${process.env.TMPDIR}/draft.json`, JSON.stringify({password}))"
    const seen = await verdictOn('no-secret-elsewhere', withPassword(write))
    expect(seen).toBe('fail: a piece of a secret is in the temporary folder of the function')
  })

  it('find a value in a file of the machine, which does not go on into the next case', async () => {
    const path = `/tmp/rehearsed-${randomUUID()}.json`
    const write =
      `const {existsSync, writeFileSync} = await import('node:fs')\n` +
      `  if (existsSync('${path}')) throw new Error('It is still there.')\n` +
      `  writeFileSync('${path}', JSON.stringify({password}))`
    // With values of its own: rehearsals beside this one look for theirs in the same folder.
    const writes = {...withPassword(write), seed: 4711}
    expect(await verdictsOn(['loads-and-answers', 'no-secret-elsewhere'], writes)).toEqual({
      'loads-and-answers': 'pass',
      'no-secret-elsewhere': 'fail: a piece of a secret is in the temporary folder of the function',
    })
    expect(existsSync(path)).toBe(false)
  })

  it('find a value in a label', async () => {
    const move = '{SecretId: secretId, VersionStage: `x-${password}`, MoveToVersionId: token}'
    const bad = altered(rand, [
      '} catch (error) {\n    // It may',
      `  await call(secrets, new UpdateSecretVersionStageCommand(${move}))\n  } catch (error) {\n    // It may`,
    ])
    const seen = await verdictOn('no-secret-elsewhere', bad)
    expect(seen).toBe('fail: a piece of a secret is in the VersionStage of secretsmanager:UpdateSecretVersionStage')
  })

  it('find a RotationToken in the log of the event', async () => {
    const bad = altered(rand, ['const rotation = {secretId', 'console.log(event)\n  const rotation = {secretId'])
    const seen = await verdictOn('no-rotation-token-in-log', bad)
    expect(seen).toBe('fail: a piece of the RotationToken is in the log of createSecret')
  })
})
