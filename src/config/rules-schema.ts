import { textSchema } from './key.ts';

const texts = { anyOf: [textSchema, { type: 'array', items: textSchema }] };
const duration = { type: 'string', pattern: '^[0-9]{1,4}[mhd]$' };

const selectors = {
  name: textSchema,
  contexts: texts,
  namespaces: texts,
  commands: texts,
  modules: texts,
};

function rules(own: Record<string, unknown>, required: readonly string[]): object {
  return {
    type: 'array',
    items: {
      type: 'object',
      additionalProperties: false,
      properties: { ...selectors, ...own },
      ...(required.length === 0 ? {} : { required }),
    },
  };
}

const timed = rules({ at: texts, zone: textSchema, whenRunning: { enum: ['finish', 'hold'] } }, [
  'at',
]);

/** JSON Schema of the change rules, for editors; what a time looks like, koupctl says itself. */
export const rulesSchema = {
  description: 'change rules; those of the cluster hold beside them',
  type: 'object',
  additionalProperties: false,
  properties: {
    zone: textSchema,
    audit: { enum: ['off', 'wanted', 'required'], default: 'off' },
    emergency: { enum: ['allowed', 'forbidden'], default: 'forbidden' },
    calendars: { type: 'object', additionalProperties: texts },
    windows: timed,
    freezes: timed,
    peaks: timed,
    protected: rules({ for: { enum: ['person', 'everybody'] } }, []),
    tickets: rules({ pattern: textSchema }, ['pattern']),
    approvals: rules({ count: { type: 'integer', minimum: 1, maximum: 9 }, valid: duration }, []),
    rehearsals: rules({ in: textSchema, cluster: textSchema, within: duration }, ['in']),
  },
};
