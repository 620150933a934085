import { urlOf } from './v2-site.ts';

/**
 * A V2 Deployment as the documentation's pages teach it, with all that no current controller
 * understands: old labels, the version in the selector, labels that miss the selector, a stack that
 * no base has, zones, and tolerations that no environment's bases ask for.
 */
export function documentedDeployment(version: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: biz1
  labels: { module-controller.koupleless.io/component: module-deployment }
spec:
  replicas: 2
  revisionHistoryLimit: 3
  selector:
    matchLabels:
      app: biz1
      module.koupleless.io/version: ${version}
  strategy: { type: RollingUpdate, rollingUpdate: { maxSurge: 30%, maxUnavailable: 30% } }
  template:
    metadata:
      labels:
        module-controller.koupleless.io/component: module
        app: biz1-rolling
        module.koupleless.io/version: ${version}
    spec:
      containers:
        - name: biz1
          image: ${urlOf(version)}
          env:
            - name: BIZ_VERSION
              value: ${version}
      affinity:
        nodeAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            nodeSelectorTerms:
              - matchExpressions:
                  - key: base.koupleless.io/stack
                    operator: In
                    values: [java]
                  - key: base.koupleless.io/name
                    operator: In
                    values: [base]
        podAntiAffinity:
          requiredDuringSchedulingIgnoredDuringExecution:
            - labelSelector:
                matchLabels:
                  app: biz1
                  module.koupleless.io/version: ${version}
              topologyKey: topology.kubernetes.io/zone
      tolerations:
        - key: schedule.koupleless.io/virtual-node
          operator: Equal
          value: 'True'
          effect: NoExecute
`;
}
