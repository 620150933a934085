import { code } from '../code.ts';
import type { Messages } from '../messages.ts';

export const gateway: Messages['codes']['gateway'] = {
  'gateway:OK': code('调用成功', '无需处理'),
  'gateway:UNKNOW_ERROR': code('下游服务未知错误', '排查下游服务'),
  'gateway:GW_UNKNOWN_ERROR': code(
    '网关自身未知错误',
    '在 gateway-digest.log 中找到该请求，再联系网关技术支持',
  ),
  'gateway:INVALID_SIGNATURE': code(
    '签名不匹配：调用方的 secret 与其 AK 不对应',
    '核对 SDK 版本、AK、secret 以及签名过程',
  ),
  'gateway:INVALID_ACCESS_KEY': code('AK 错误', '确认没有误用其他环境的 AK'),
  'gateway:MISSING_PARAMETER': code(
    '缺少参数：req_msg_id（32 到 64 字节）、access_key、sign_type（HmacSHA1）、req_time（ISO 8601）',
    '补全参数',
  ),
  'gateway:INVALID_PARAMETER': code('参数值无效', '修正参数'),
  'gateway:API_NOT_EXIST': code(
    '网关上没有该接口或该版本',
    '向接口提供方确认元数据是否已录入并发布',
  ),
  'gateway:RPC_ERROR': code('网关调用 TR 服务失败', '确认服务已发布，并且配置中心可连接'),
  'gateway:OVER_RATE_LIMIT': code('超出网关限流配额', '降低调用频率或申请提高配额'),
  'gateway:TIMEOUT': code('调用超时', '检查下游服务'),
  'gateway:INVALID_AUTH_TOKEN': code('三方授权的 auth token 非法', '重新走授权流程'),
  'gateway:INVALID_AUTH_SCOPE': code('auth token 正确，但授权范围不符', '申请扩大授权范围'),
  'gateway:ACCESS_DENIED': code('操作员没有该接口的权限', '由租户管理员在 IAM 中授权'),
  'gateway:METHOD_NOT_FOUND': code('下游服务没有该方法，可能是版本问题', '联系该产品负责人'),
  'gateway:WRITE_LIST_DENIED': code('未开通白名单（名称拼写如此）', '申请开通白名单'),
  'gateway:INVALID_PROVIDER_RESPONSE_SIGNATURE': code(
    '产品端返回数据的签名不匹配',
    '核对产品端使用的 secret',
  ),
  'gateway:WRONG_PROVIDER_AK': code('找不到集群所配置的产品端 AK', '确认使用的是本环境的 AK'),
  'gateway:INVALID_PRODUCT_INSTANCE_ID': code('产品实例 ID 不存在', '修正产品实例 ID'),
  'gateway:PRODUCT_INSTANCE_NOT_ACTIVE': code('产品实例未激活，合约可能已过期', '申请续期'),
  'gateway:BAD_PROVIDER_RESPONSE': code(
    '下游返回错误：签名非法、格式错误、返回为空，或状态码不是 200',
    '查看返回中的 message，再联系产品负责人',
  ),
  'gateway:NO_ROUTE_INFO': code('产品实例不正确，或产品端未配置', '向产品提供方确认'),
  'gateway:API_UNAVAILABLE': code('找不到下游服务', '向服务提供方确认'),
  'gateway:DEFAULT_SERVICE_NOT_EXIST': code(
    '没有默认路由',
    '传入路由信息：product_instance_id 或 region_name',
  ),
  'gateway:PROVIDER_SERVICE_TIMEOUT': code('下游服务超时', '联系产品提供方'),
  'gateway:PROVIDER_SERVICE_CONNECTION_REFUSED': code('下游服务拒绝连接', '确认其在运行并监听端口'),
  'gateway:CHANNEL_API_NOT_EXIST': code('API 管道信息未录入', '确认该 API 更新后已发布'),
  'gateway:REGION_ACCESS_KEY_NOT_EXIST': code('缺少 region 路由的 AK', '重新录入网关元数据'),
  'gateway:CLUSTER_ACCESS_KEY_NOT_EXIST': code(
    '缺少集群路由的 AK：元数据未导入',
    '重新执行导入任务（accoreinit）',
  ),
};
