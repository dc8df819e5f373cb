import {expect, it} from 'vitest'
import {checkRoom} from '../../../src/lib/operations/deploy-room.ts'
import {aDeployment} from '../../support/a-deployment.ts'

const more = [{kind: 'permission', secret: 'prod/one'}] as const
const secrets = (count: number) => Array.from({length: count}, (_, at) => ({name: `prod/${'x'.repeat(100)}/${at}`}))

it('a function takes a secret that fits into the policies of its role and its own', () => {
  expect(() => checkRoom(aDeployment('random-password', {secrets: secrets(10)}), {statements: []}, more)).not.toThrow()
})

it('a secret that fits into no policy of the role any more is refused before anything is made', () => {
  const full = aDeployment('random-password', {secrets: secrets(80)})
  expect(() => checkRoom(full, {statements: []}, more)).toThrow('as many secrets as the policies')
})

it('so is one for whose permission the policy of the function has no room', () => {
  const statements = Array.from({length: 50}, (_, at) => ({Sid: `s-${at}`, Resource: 'r'.repeat(400)}))
  expect(() => checkRoom(aDeployment('random-password'), {statements}, more)).toThrow('as many secrets as the policies')
})

const statements = Array.from({length: 36}, (_, at) => ({Sid: `s-${at}`, Resource: 'r'.repeat(530)}))

it('a full function is run again where no permission is missing', () => {
  expect(() => checkRoom(aDeployment('random-password'), {statements}, [])).not.toThrow()
  expect(() => checkRoom(aDeployment('random-password'), {statements}, more)).toThrow('as many secrets')
})

it('statements of secrets that are gone make room', () => {
  const away = [0, 1].map(at => ({kind: 'forgotten-permission', statementId: `s-${at}`}) as const)
  expect(() => checkRoom(aDeployment('random-password'), {statements}, [...away, ...more])).not.toThrow()
})
