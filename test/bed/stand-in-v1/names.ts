/** How a batch is confirmed: `pause` up to v0.9.0, `confirmBatchNum` since v1.0.0. */
export type Dialect = 'confirmBatchNum' | 'pause';

export type V1Names = ReturnType<typeof namesFor>;

/** Labels, finalizers and API words of V1; all of them carry the API group as prefix. */
export function namesFor(group: string) {
  const word = (name: string) => `${group}/${name}`;
  return {
    group,
    apiVersion: `${group}/v1alpha1`,
    label: {
      baseDeployment: word('deployment-name'),
      moduleName: word('module-name'),
      moduleVersion: word('module-version'),
      baseIp: word('base-instance-ip'),
      baseName: word('base-instance-name'),
      replicaSet: word('module-replicaset'),
      deployment: word('module-deployment'),
      revision: word('module-replicaset-revision'),
      strategy: word('module-scheduling-strategy'),
      deleteModule: word('delete-module'),
      deleteModuleDirectly: word('delete-module-directly'),
      deletePod: word('delete-pod'),
      deletePodDirectly: word('delete-pod-directly'),
      replicatedBy: word('new-replicated-module'),
      instanceCount: word('module-instance-count'),
      maxModuleCount: word('max-module-count'),
      maxOnBase: word('max-module-instance-count-on-base'),
      minOnBase: word('min-module-instance-count-on-base'),
      averageOnBase: word('average-module-instance-count-on-base'),
    },
    finalizer: {
      allocatePod: word('allocate-pod'),
      replicaSetExisted: word('module-replicaset-existed'),
      moduleExisted: word('module-existed'),
      /** Only ever removed: the code that would add it works on a copy. */
      podModule: (module: string) => `${word('module-name')}-${module}`,
    },
    /** The label of a base pod that says which module it was given. */
    marker: (module: string) => `${markerPrefix(group)}${module}`,
    markerPrefix: markerPrefix(group),
  };
}

function markerPrefix(group: string): string {
  return `module.${group}/`;
}
