import type { AnyType } from '../schema/index.js';
import type { BitLayout } from './attributes.js';
import type { IntegerType } from './integer.js';
import type { ParameterText } from './parameter-text.js';
import type { Note, Token } from './token.js';

/** A type that C has built in, and the schema type that holds it. */
export interface NumberType {
  readonly kind: 'number';
  /** As C spells it: `unsigned long long`. */
  readonly name: string;
  readonly type: AnyType;
  /** Undefined for floating point and for what has no arithmetic here. */
  readonly integer: IntegerType | undefined;
}

export interface VoidType {
  readonly kind: 'void';
}

/** A name that is no type. Pointers to one are good; members of one are not. */
export interface UnknownType {
  readonly kind: 'unknown';
  readonly name: string;
  readonly token: Token;
}

export interface PointerType {
  readonly kind: 'pointer';
  readonly target: CType;
  /** `__ptr32` and `__ptr64`; 0 for the ABI's own size. */
  readonly bytes: 0 | 4 | 8;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: CType;
  /** Undefined for `[]`. */
  readonly count: number | undefined;
}

export interface FunctionType {
  readonly kind: 'function';
  readonly result: CType;
  readonly parameters: ParameterText;
}

/** A typedef's name, kept so that declarations read as they were written. */
export interface AliasType {
  readonly kind: 'alias';
  readonly name: string;
  readonly type: CType;
  /** What an attribute of the typedef demands; undefined where there is none. */
  readonly align: number | undefined;
  /** Of the type after it, and one for the name. */
  readonly depth: number;
  readonly token: Token;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly tag: string | undefined;
  readonly typedefs: string[];
  readonly values: Map<string, bigint>;
  /** Set when the enumerators are known. */
  base: NumberType | undefined;
  /** What its attributes demand; 0 where nothing does. */
  align: number;
  readonly token: Token;
  type: AnyType | undefined;
}

/** `_Field_size_(Count)` and the like: the expression in the parentheses, as tokens. */
export interface FieldSize {
  readonly unit: 'elements' | 'bytes';
  readonly tokens: readonly Token[];
}

export interface Field {
  /** Undefined for unnamed bit-fields and for anonymous records. */
  readonly name: string | undefined;
  readonly type: CType;
  /** Width of a bit-field. */
  readonly bits: number | undefined;
  readonly align: number;
  readonly packed: boolean;
  readonly size: FieldSize | undefined;
  readonly token: Token;
  notes: readonly Note[];
}

export interface RecordType {
  readonly kind: 'record';
  readonly isUnion: boolean;
  readonly tag: string | undefined;
  /** Names of typedefs that stand for the record itself, in order. */
  readonly typedefs: string[];
  /** Undefined until the body was read. */
  fields: Field[] | undefined;
  pack: number | undefined;
  packed: boolean;
  align: number;
  bitLayout: BitLayout | undefined;
  /** Of its own numbers; records inside it have theirs. */
  byteOrder: 'big' | 'little' | undefined;
  /** Why it cannot be used, once that is known. */
  problem: string | undefined;
  token: Token;
  notes: readonly Note[];
  /** All members, those of members included. */
  weight: number;
  /** The schema types it has become, by whether its tail is open. */
  open: AnyType | undefined;
  closed: AnyType | undefined;
}

export type CType =
  NumberType | VoidType | UnknownType | PointerType | ArrayType | FunctionType | AliasType | EnumType | RecordType;

/** The type behind typedef names. */
export function canonical(type: CType): Exclude<CType, AliasType> {
  let found = type;
  while (found.kind === 'alias') found = found.type;
  return found;
}

/** How many pointers, arrays, functions and names lead to the type at the end; records begin anew. */
export function depthOf(type: CType): number {
  let depth = 0;
  for (let found = type; ; depth++) {
    if (found.kind === 'pointer') found = found.target;
    else if (found.kind === 'array') found = found.element;
    else if (found.kind === 'function') found = found.result;
    else return depth + (found.kind === 'alias' ? found.depth : 0);
  }
}

/** What records are called: their tag, else the first typedef that stands for them. */
export function nameOf(type: RecordType | EnumType): string | undefined {
  return type.tag ?? type.typedefs[0];
}

/** A C declaration of `declarator` with that type: `ULONG (*Items)[4]`. */
export function declarationOf(type: CType, declarator: string): string {
  const separated = (text: string): string => (declarator === '' ? text : `${text} ${declarator}`);
  switch (type.kind) {
    case 'void':
      return separated('void');
    case 'number':
    case 'alias':
    case 'unknown':
      return separated(type.name);
    case 'enum':
      return separated(type.tag === undefined ? (type.typedefs[0] ?? 'enum { … }') : `enum ${type.tag}`);
    case 'record': {
      const keyword = type.isUnion ? 'union' : 'struct';
      return separated(type.tag === undefined ? (type.typedefs[0] ?? `${keyword} { … }`) : `${keyword} ${type.tag}`);
    }
    case 'pointer': {
      const star = `*${type.bytes === 0 ? '' : `__ptr${type.bytes * 8} `}${declarator}`;
      const needsParentheses = type.target.kind === 'array' || type.target.kind === 'function';
      return declarationOf(type.target, needsParentheses ? `(${star})` : star);
    }
    case 'array':
      return declarationOf(type.element, `${declarator}[${type.count ?? ''}]`);
    case 'function':
      return declarationOf(type.result, `${declarator}(${type.parameters()})`);
  }
}
