import { code } from '../code.ts';

/** What the OpenAPI gateway answers, by the operations guide. */
export const gateway = {
  'gateway:OK': code('the call worked', 'nothing'),
  'gateway:UNKNOW_ERROR': code(
    'the service behind the gateway failed for an unknown reason (the name is spelled so)',
    'look into the service behind it',
  ),
  'gateway:GW_UNKNOWN_ERROR': code(
    'the gateway itself failed for an unknown reason',
    'find the request in gateway-digest.log, then ask the support of the gateway',
  ),
  'gateway:INVALID_SIGNATURE': code(
    'the signature does not fit: the secret of the caller is not the one that belongs to its access key',
    'compare SDK version, access key, secret, and how the request is signed',
  ),
  'gateway:INVALID_ACCESS_KEY': code(
    'the access key is unknown here',
    'see that it is a key of this environment and not of another',
  ),
  'gateway:MISSING_PARAMETER': code(
    'a parameter is missing: req_msg_id of 32 to 64 bytes, access_key, sign_type HmacSHA1, req_time in ISO 8601',
    'add it',
  ),
  'gateway:INVALID_PARAMETER': code('a parameter has no valid value', 'correct it'),
  'gateway:API_NOT_EXIST': code(
    'the interface, or this version of it, is not registered at the gateway',
    'ask who provides it whether its metadata was published',
  ),
  'gateway:RPC_ERROR': code(
    'the call of the gateway to the TR service failed',
    'see that the service is published and the configuration centre reached',
  ),
  'gateway:OVER_RATE_LIMIT': code('the caller is over its limit', 'call less, or have it raised'),
  'gateway:TIMEOUT': code('the call took too long', 'look at the service behind it'),
  'gateway:INVALID_AUTH_TOKEN': code(
    'the token of a call on behalf of a third party is not valid',
    'go through the authorisation again',
  ),
  'gateway:INVALID_AUTH_SCOPE': code(
    'the token is valid, and not for this',
    'have the scope of the authorisation extended',
  ),
  'gateway:ACCESS_DENIED': code(
    'the operator may not call this interface',
    'have the tenant administrator grant it in IAM',
  ),
  'gateway:METHOD_NOT_FOUND': code(
    'the service behind the gateway has no such method, for example in an older version',
    'ask who runs that service',
  ),
  'gateway:WRITE_LIST_DENIED': code(
    'the caller is not on the white list (the name is spelled so)',
    'have it added',
  ),
  'gateway:INVALID_PROVIDER_RESPONSE_SIGNATURE': code(
    'the answer of the service is signed with another secret',
    'compare the secret of the service',
  ),
  'gateway:WRONG_PROVIDER_AK': code(
    'the access key of the service is not known for this cluster',
    'see that it is the one of this environment',
  ),
  'gateway:INVALID_PRODUCT_INSTANCE_ID': code(
    'there is no such product instance',
    'correct the id of the product instance',
  ),
  'gateway:PRODUCT_INSTANCE_NOT_ACTIVE': code(
    'the product instance is not active; its contract may have ended',
    'ask for its renewal',
  ),
  'gateway:BAD_PROVIDER_RESPONSE': code(
    'the service answered wrongly: signature, format, nothing at all, or a status other than 200',
    'read `message` of the answer, then ask who runs the service',
  ),
  'gateway:NO_ROUTE_INFO': code(
    'the product instance is wrong, or the service is not set up for it',
    'ask who provides the product',
  ),
  'gateway:API_UNAVAILABLE': code('the service is not found', 'ask who provides it'),
  'gateway:DEFAULT_SERVICE_NOT_EXIST': code(
    'there is no default route',
    'pass what the route goes by: product_instance_id or region_name',
  ),
  'gateway:PROVIDER_SERVICE_TIMEOUT': code('the service took too long', 'ask who provides it'),
  'gateway:PROVIDER_SERVICE_CONNECTION_REFUSED': code(
    'the service refused the connection',
    'see that it runs and listens',
  ),
  'gateway:CHANNEL_API_NOT_EXIST': code(
    'the channel of the interface is not registered',
    'see that the interface was published after its last change',
  ),
  'gateway:REGION_ACCESS_KEY_NOT_EXIST': code(
    'the access key of the region route is missing',
    'register the metadata of the gateway again',
  ),
  'gateway:CLUSTER_ACCESS_KEY_NOT_EXIST': code(
    'the access key of the cluster route is missing: its metadata was not imported',
    'run the import job (accoreinit) again',
  ),
};
