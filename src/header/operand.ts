import type { CType } from './c-type.js';
import type { DataModel } from './data-model.js';
import { wrapped, type IntegerType, type IntegerValue } from './integer.js';

/** What the types of a header tell an expression. Offsets and sizes are the schema's. */
export interface TypeContext {
  readonly model: DataModel;
  /** Whether a type name begins with the next token. */
  startsTypeName(): boolean;
  parseTypeName(): CType;
  sizeOf(type: CType): number;
  alignOf(type: CType): number;
  /** What `__alignof__` says. */
  preferredAlignOf(type: CType): number;
  /** A member by its name, members of anonymous records included; undefined where there is none. */
  memberOf(type: CType, name: string): { readonly offset: number; readonly type: CType } | undefined;
  /** An enumerator, or a constant that is known otherwise. */
  constant(name: string): IntegerValue | undefined;
}

/** A number; an object at an address; or an address, which points to objects of a type. */
export type Operand =
  | (IntegerValue & { readonly kind: 'integer' })
  | { readonly kind: 'place'; readonly type: CType; readonly address: bigint }
  | { readonly kind: 'address'; readonly target: CType; readonly address: bigint }
  | { readonly kind: 'text'; readonly text: string; readonly unit: IntegerType }
  /** A floating-point number; casts make integers of it. */
  | { readonly kind: 'real'; readonly value: number; readonly bytes: 4 | 8 };

export function integer(value: IntegerValue): Operand {
  return { kind: 'integer', ...value };
}

/** Bytes of an operand that is no object of a type: `sizeof 1`, `sizeof "text"`. */
export function bytesOf(operand: Operand & { kind: 'integer' | 'text' | 'real' }): number {
  if (operand.kind === 'text') return (operand.text.length + 1) * operand.unit.bytes;
  return operand.kind === 'real' ? operand.bytes : operand.type.bytes;
}

export function truth(holds: boolean): IntegerValue {
  return wrapped(holds ? 1n : 0n, { bytes: 4, isSigned: true });
}
