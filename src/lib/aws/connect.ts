import {accountGateway} from './account.ts'
import {appSyncMutations} from './appsync-mutations.ts'
import {appSyncGateway} from './appsync.ts'
import type {Clients} from './clients.ts'
import {trailGateway} from './cloudtrail.ts'
import {eventsMutations} from './events-mutations.ts'
import {eventsGateway} from './events.ts'
import {functionMutations} from './function-mutations.ts'
import type {Gateways, Mutations} from './gateways.ts'
import {iamMutations} from './iam-mutations.ts'
import {iamGateway} from './iam.ts'
import {rolesGateway} from './iam-roles.ts'
import {kmsGateway} from './kms.ts'
import {kmsMutations} from './kms-mutations.ts'
import {lambdaMutations} from './lambda-mutations.ts'
import {lambdaGateway} from './lambda.ts'
import {logsMutations} from './logs-mutations.ts'
import {logsGateway} from './logs.ts'
import {networkGateway} from './network.ts'
import {networkMutations} from './network-mutations.ts'
import {mailMutations} from './mail-mutations.ts'
import {mailGateway} from './mail.ts'
import {rolesMutations} from './roles-mutations.ts'
import {secretsMutations} from './secrets-mutations.ts'
import {secretsGateway} from './secrets.ts'
import {snsMutations} from './sns-mutations.ts'
import {snsGateway} from './sns.ts'
import {stsGateway} from './sts.ts'

/** All reads of one scope. Nothing is loaded or sent before a method is called. */
export function gatewaysOf(clients: Clients): Gateways {
  return {
    scope: clients.scope,
    secrets: secretsGateway(clients),
    lambda: lambdaGateway(clients),
    logs: logsGateway(clients),
    trail: trailGateway(clients),
    iam: iamGateway(clients),
    roles: rolesGateway(clients),
    kms: kmsGateway(clients),
    account: accountGateway(clients),
    sts: stsGateway(clients),
    appsync: appSyncGateway(clients),
    events: eventsGateway(clients),
    sns: snsGateway(clients),
    mail: mailGateway(clients),
    network: networkGateway(clients),
  }
}

/** All changes of one scope. Nothing is loaded or sent before a method is called. */
export function mutationsOf(clients: Clients, now: () => number): Mutations {
  return {
    secrets: secretsMutations(clients),
    lambda: lambdaMutations(clients, now),
    functions: functionMutations(clients),
    logs: logsMutations(clients),
    iam: iamMutations(clients),
    roles: rolesMutations(clients),
    appsync: appSyncMutations(clients),
    kms: kmsMutations(clients),
    events: eventsMutations(clients),
    sns: snsMutations(clients),
    mail: mailMutations(clients),
    network: networkMutations(clients),
  }
}
