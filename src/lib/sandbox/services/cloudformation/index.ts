/** CloudFormation: stacks of the types that deploying needs. aws-behaviour.md section 13. */
import type {Service, World} from '../../kernel.ts'
import {Engine} from './engine/engine.ts'
import type {CloudFormation, MakeOperation} from './operation.ts'
import {createChangeSet, deleteChangeSet, executeChangeSet} from './operations/change-sets.ts'
import {createStack} from './operations/create-stack.ts'
import {deleteStack} from './operations/delete-stack.ts'
import {describeChangeSet, listChangeSets} from './operations/planned.ts'
import {
  describeStackEvents,
  describeStackResource,
  describeStackResources,
  describeStacks,
  listExports,
  listStackResources,
  listStacks,
} from './operations/describing.ts'
import {getTemplate, validateTemplate} from './operations/templates.ts'
import {updateTerminationProtection} from './operations/termination-protection.ts'
import {updateStack} from './operations/update-stack.ts'
import {CloudFormationState} from './state.ts'

const OPERATIONS: readonly MakeOperation[] = [
  createChangeSet,
  createStack,
  deleteChangeSet,
  deleteStack,
  describeChangeSet,
  describeStackEvents,
  describeStackResource,
  describeStackResources,
  describeStacks,
  executeChangeSet,
  getTemplate,
  listChangeSets,
  listExports,
  listStackResources,
  listStacks,
  updateStack,
  updateTerminationProtection,
  validateTemplate,
]

export function createCloudFormation(world: World): Service {
  const state = new CloudFormationState()
  const engine = new Engine(world, state)
  const cloudformation: CloudFormation = {world, state, engine}
  const operations = OPERATIONS.map(make => make(cloudformation))
  return {
    definition: {
      id: 'cloudformation',
      protocol: 'query',
      version: '2010-05-15',
      xmlns: 'http://cloudformation.amazonaws.com/doc/2010-05-15/',
      eventSource: 'cloudformation.amazonaws.com',
      messageKey: () => 'message',
      operations: Object.fromEntries(operations.map(operation => [operation.name, operation])),
    },
    snapshot: () => state.snapshot(),
    restore: snapshot => state.restore(snapshot),
    takeUp: waiting => engine.takeUp(waiting),
  }
}
