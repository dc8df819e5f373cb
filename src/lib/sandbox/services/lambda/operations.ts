import type {MakeOperation} from './operation.ts'
import {addPermission} from './operations/add-permission.ts'
import {createAlias} from './operations/create-alias.ts'
import {createFunction} from './operations/create-function.ts'
import {deleteAlias} from './operations/delete-alias.ts'
import {deleteFunctionConcurrency} from './operations/delete-function-concurrency.ts'
import {deleteFunction} from './operations/delete-function.ts'
import {getAlias} from './operations/get-alias.ts'
import {getFunctionCodeSigningConfig} from './operations/get-function-code-signing-config.ts'
import {getFunctionConcurrency} from './operations/get-function-concurrency.ts'
import {getFunctionConfiguration} from './operations/get-function-configuration.ts'
import {getFunction} from './operations/get-function.ts'
import {getPolicy} from './operations/get-policy.ts'
import {invoke} from './operations/invoke.ts'
import {listAliases} from './operations/list-aliases.ts'
import {listFunctions} from './operations/list-functions.ts'
import {listTags} from './operations/list-tags.ts'
import {listVersionsByFunction} from './operations/list-versions-by-function.ts'
import {publishVersion} from './operations/publish-version.ts'
import {putFunctionConcurrency} from './operations/put-function-concurrency.ts'
import {removePermission} from './operations/remove-permission.ts'
import {tagResource} from './operations/tag-resource.ts'
import {untagResource} from './operations/untag-resource.ts'
import {updateAlias} from './operations/update-alias.ts'
import {updateFunctionCode} from './operations/update-function-code.ts'
import {updateFunctionConfiguration} from './operations/update-function-configuration.ts'

/** Every operation of Lambda that the sandbox serves. */
export const OPERATIONS: readonly MakeOperation[] = [
  addPermission,
  createAlias,
  createFunction,
  deleteAlias,
  deleteFunctionConcurrency,
  deleteFunction,
  getAlias,
  getFunctionCodeSigningConfig,
  getFunctionConcurrency,
  getFunctionConfiguration,
  getFunction,
  getPolicy,
  invoke,
  listAliases,
  listFunctions,
  listTags,
  listVersionsByFunction,
  publishVersion,
  putFunctionConcurrency,
  removePermission,
  tagResource,
  untagResource,
  updateAlias,
  updateFunctionCode,
  updateFunctionConfiguration,
]
