/** Who and what plays in a crash run. */
export const accountId = '111122223333'
export const region = 'eu-central-1'
export const operatorName = 'oncall'
export const operatorArn = `arn:aws:iam::${accountId}:user/${operatorName}`
export const rotatorName = 'rotator'
export const secretName = 'prod/orders/db'
/** Whose credential it is: a user of the login service, or an IAM user. */
export const userName = 'orders'
export const loginService = 'orders'
export const startedAt = Date.parse('2026-11-02T10:00:00Z')
