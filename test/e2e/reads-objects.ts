import { paths, type Kube, type KubeObj } from '../bed/kube.ts';

const component = 'virtual-kubelet.koupleless.io/component';

export interface PodOptions {
  readonly namespace: string;
  readonly name: string;
  readonly version: string;
  readonly url: string;
  /** Without a node nobody will ever schedule it. */
  readonly node?: string;
}

/** A V2 module pod as nobody's child. */
export function modulePod(kube: Kube, options: PodOptions): Promise<KubeObj> {
  const { namespace, name, version, url, node } = options;
  return kube.create(paths.pods(namespace), {
    metadata: { name, labels: { [component]: 'module' } },
    spec: {
      ...(node === undefined ? { schedulerName: 'nobody' } : { nodeName: node }),
      containers: [{ name, image: url, env: [{ name: 'BIZ_VERSION', value: version }] }],
      tolerations: [{ operator: 'Exists' }],
    },
  });
}

export interface V1ModuleOptions {
  readonly namespace: string;
  readonly module: string;
  readonly version: string;
  readonly basePod: string;
  readonly baseIp: string;
  readonly status: string;
}

/** A Module of V1 as its controller leaves it: labels say where, the status says how. */
export async function v1Module(kube: Kube, options: V1ModuleOptions): Promise<void> {
  const { namespace, module, version, basePod, baseIp, status } = options;
  const collection = paths.customs('koupleless.io', 'v1alpha1', 'modules', namespace);
  const name = `${module}-replicas-1-${basePod}`;
  const url = `http://jars.test/${module}-${version}-ark-biz.jar`;
  await kube.create(collection, {
    apiVersion: 'koupleless.io/v1alpha1',
    kind: 'Module',
    metadata: {
      name,
      labels: {
        'koupleless.io/module-name': module,
        'koupleless.io/module-version': version,
        'koupleless.io/module-deployment': module,
        'koupleless.io/deployment-name': 'till',
        'koupleless.io/base-instance-ip': baseIp,
        'koupleless.io/base-instance-name': basePod,
      },
    },
    spec: { module: { name: module, version, url } },
  });
  await kube.mergePatch(`${collection}/${name}/status`, { status: { status } });
}
