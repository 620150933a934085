/** A module as `/actuator/info` lists it; states are in upper case there, unlike in Arklet. */
export interface InfoModule {
  readonly name: string;
  readonly version: string;
  readonly state: string;
  readonly webContextPath: string;
}

export interface ActuatorInfo {
  /** The base application too, with context path `/`. */
  readonly modules: readonly InfoModule[];
  readonly plugins: readonly { readonly name: string; readonly version: string }[];
}

/** Reads the body of `/actuator/info`; undefined where it has nothing of Koupleless. */
export function readActuatorInfo(body: string): ActuatorInfo | undefined {
  let info: unknown;
  try {
    info = JSON.parse(body);
  } catch {
    return undefined;
  }
  const { arkBizInfo, arkPluginInfo } = (info ?? {}) as Record<string, unknown>;
  if (!Array.isArray(arkBizInfo)) return undefined;
  const plugins: unknown[] = Array.isArray(arkPluginInfo) ? arkPluginInfo : [];
  return {
    modules: (arkBizInfo as unknown[]).map((one) => ({
      name: text(one, 'bizName'),
      version: text(one, 'bizVersion'),
      state: text(one, 'bizState').toUpperCase(),
      webContextPath: text(one, 'webContextPath'),
    })),
    plugins: plugins.map((one) => ({
      name: text(one, 'pluginName'),
      version: text(one, 'pluginVersion'),
    })),
  };
}

function text(value: unknown, key: string): string {
  const found = ((value ?? {}) as Record<string, unknown>)[key];
  return typeof found === 'string' ? found : '';
}
