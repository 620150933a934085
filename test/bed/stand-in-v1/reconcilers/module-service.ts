import type { Controller } from '../context.ts';
import { isNotFound } from '../machinery/api.ts';
import type { ModuleDeployment } from '../objects.ts';

/** The NodePort Service of enableModuleService; it has no owner. Failures are logged and forgotten. */
export async function createService(c: Controller, md: ModuleDeployment): Promise<void> {
  const { enableModuleService, port, targetPort } = md.spec.operationStrategy.serviceStrategy;
  if (!enableModuleService) return;
  const namespace = String(md.metadata.namespace);
  const name = serviceName(md);
  if (c.api.informers.services.get(namespace, name) !== undefined) return;
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name, namespace },
    spec: {
      type: 'NodePort',
      selector: { [c.names.marker(md.spec.template.spec.module.name)]: 'true' },
      ports: [{ name: 'http', protocol: 'TCP', port, targetPort }],
    },
  };
  await c.api.create(namespace, service, 'services').catch((error: unknown) => {
    c.log(`service ${name}: ${String(error)}`);
  });
}

export async function deleteService(c: Controller, md: ModuleDeployment): Promise<void> {
  if (!md.spec.operationStrategy.serviceStrategy.enableModuleService) return;
  const service = c.api.informers.services.get(String(md.metadata.namespace), serviceName(md));
  if (service === undefined) return;
  await c.api.delete(service, 'services').catch((error: unknown) => {
    if (!isNotFound(error)) c.log(`service ${service.metadata.name}: ${String(error)}`);
  });
}

function serviceName(md: ModuleDeployment): string {
  return `${md.spec.template.spec.module.name}-service`;
}
