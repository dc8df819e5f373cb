/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: two, inactive ones included. */
export const KEY_LIMIT = 2
