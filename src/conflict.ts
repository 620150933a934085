import { Fault, type FaultDetail } from './fault.ts';

/** A field that another manager owns, as the server names it: `.spec.replicas`. */
export interface ContestedField {
  readonly field: string;
  readonly manager: string;
}

/**
 * `precondition`: the object is not (or no longer) what the write expected;
 * `fields`: other managers own what a server-side apply would set;
 * `exists`: there is an object of that name already.
 */
export type ConflictKind = 'precondition' | 'fields' | 'exists';

/** A write that met another writer. Nothing of it was taken. */
export class Conflict extends Fault {
  readonly kind: ConflictKind;
  readonly fields: readonly ContestedField[];

  constructor(
    message: string,
    kind: ConflictKind,
    detail: Omit<FaultDetail, 'outcome'> & { readonly fields?: readonly ContestedField[] } = {},
  ) {
    super(message, { ...detail, outcome: 'superseded' });
    this.name = 'Conflict';
    this.kind = kind;
    this.fields = detail.fields ?? [];
  }
}
