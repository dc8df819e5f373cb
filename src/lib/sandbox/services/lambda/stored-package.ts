import {ServiceError, type Call, type World} from '../../kernel.ts'
import {invalidParameter} from './errors.ts'
import {packageOf, type Package} from './package.ts'

type Given = Readonly<Record<string, unknown>>

/**
 * The package that a request names, in `ZipFile` or by bucket and key, which Lambda reads in the name of its caller.
 * Throws Lambda's refusals: https://docs.aws.amazon.com/lambda/latest/api/API_FunctionCode.html.
 */
export function packageFor(world: World, call: Call, given: Given): Package {
  const {S3Bucket: bucket, S3Key: key, S3ObjectVersion: version} = given
  if (typeof bucket !== 'string' || typeof key !== 'string') return packageOf(given)
  // Own text.
  if (version !== undefined) throw invalidParameter('The sandbox keeps no versions of objects.')
  const found = world.objects.read(call, {bucket, key})
  switch (found) {
    case 'denied': {
      const text = `Your access has been denied by S3, please make sure your request credentials have permission to GetObject for ${bucket}/${key}. S3 Error Code: AccessDenied. S3 Error Message: Access Denied`
      throw new ServiceError('AccessDeniedException', text, 403, {Type: 'User'})
    }
    case 'no-bucket':
      throw refused('NoSuchBucket', 'The specified bucket does not exist')
    case 'no-key':
      throw refused('NoSuchKey', 'The specified key does not exist.')
    case 'elsewhere':
      throw refused('PermanentRedirect', 'The bucket is in another region. Please use this region to retry the request')
    default:
      return packageOf({ZipFile: Buffer.from(found).toString('base64')})
  }
}

function refused(code: string, message: string): ServiceError {
  return invalidParameter(`Error occurred while GetObject. S3 Error Code: ${code}. S3 Error Message: ${message}`)
}
