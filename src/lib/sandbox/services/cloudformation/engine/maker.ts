import {ConnectionCut} from '../../../connection-cut.ts'
import {ServiceError, type World} from '../../../kernel.ts'
import type {Stack} from '../entities.ts'
import type {Maker} from '../resources/resource-type.ts'
import {CallRefused, unanswered} from './reason.ts'

const SERVICE = 'cloudformation.amazonaws.com'
const CHARACTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'

/** What makes one resource of a stack, in the name of whoever wanted the stack to change. */
export function makerFor(world: World, stack: Stack, logicalId: string): Maker {
  const {accountId, region, name, id, work} = stack
  if (work === undefined) throw new Error(`Nothing is under way in ${name}.`)
  const suffix = () =>
    Array.from({length: 12}, () => CHARACTERS[Math.floor(world.random() * CHARACTERS.length)]).join('')
  return {
    logicalId,
    accountId,
    region,
    async call(service, operation, input) {
      try {
        const output = await world.perform({
          principal: work.principal,
          region,
          service,
          operation,
          input,
          viaService: SERVICE,
        })
        return (output ?? {}) as Record<string, unknown>
      } catch (error) {
        if (error instanceof ConnectionCut) throw new CallRefused(service, unanswered())
        throw error instanceof ServiceError ? new CallRefused(service, error) : error
      }
    },
    newName(max = 128) {
      const end = suffix()
      const start = `${name}-${logicalId}`.slice(0, max - end.length - 1)
      return `${start}-${end}`
    },
    newSecretName: () => `${logicalId}-${suffix()}`,
    uuid: () => world.uuid(),
    tags: [
      {Key: 'aws:cloudformation:stack-name', Value: name},
      {Key: 'aws:cloudformation:logical-id', Value: logicalId},
      {Key: 'aws:cloudformation:stack-id', Value: id},
      ...stack.tags,
    ],
  }
}
