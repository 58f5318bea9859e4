import { CastbufError, shownValue } from '../errors/index.js';
import {
  fieldAt,
  namedEntries,
  nodeOf,
  tagsAndType,
  textAsInteger,
  type AnyType,
  type Infer,
  type InferInput,
  type InferView,
} from '../schema/index.js';
import { programOf, type SetCodecOptions } from '../message/index.js';
import { compileRecordSet, type RecordSetProgram } from './set-program.js';

/** Values of the discriminator that say a type: one, several, or all that no other type of the set has. */
export type RecordTags = RecordTag | readonly RecordTag[] | 'otherwise';
/** A number, or where the discriminator is a text, that: `'data'`. */
export type RecordTag = number | bigint | string;
/** Types of records under their names, each after the values that say it. */
export type RecordDefinitions = { readonly [name: string]: readonly [tags: RecordTags, type: AnyType] };

/** Records of several types in one stream, which one member tells apart. */
export interface RecordSet<D extends RecordDefinitions = RecordDefinitions> {
  /** Path of the discriminator, such as `Header.Type`. */
  readonly discriminator: string;
  readonly definitions: D;
}

type NameOf<D> = keyof D & string;
/** A record as its type's name and a cursor. */
export type RecordView<D extends RecordDefinitions> = {
  [N in NameOf<D>]: { readonly type: N; readonly view: InferView<D[N][1]> };
}[NameOf<D>];
/** A record as its type's name and an object. */
export type RecordValue<D extends RecordDefinitions> = {
  [N in NameOf<D>]: { readonly type: N; readonly value: Infer<D[N][1]> };
}[NameOf<D>];
/** The same, to encode. */
export type RecordInput<D extends RecordDefinitions> = {
  [N in NameOf<D>]: { readonly type: N; readonly value: InferInput<D[N][1]> };
}[NameOf<D>];

/**
 * A set of record types, for `createSetCodec`. `discriminator` is the path of an integer that all types have at the same place, or of a text of fixed size with up to 8
 * bytes, whose values are texts: `recordSet('Id', { Data: ['data', Data] })`. Each type has the value or values that mean it; the type of `otherwise` has all others.
 * @throws CastbufError ERR_SCHEMA where a definition is not [values, type]
 * @example
 * ```ts
 * import { createSetCodec, decodeBatch, recordSet, struct, u16, u8 } from 'castbuf';
 *
 * const Small = struct('SMALL', { Type: u8, Value: u8 });
 * const Large = struct('LARGE', { Type: u8, Value: u8, More: u16 });
 * const codec = createSetCodec(recordSet('Type', { Small: [1, Small], Large: [[2, 3], Large] }));
 * const { of } = decodeBatch(codec, Uint8Array.of(1, 7, 2, 8, 9, 0, 1, 10));
 * console.log(of.Small.columns.Value, of.Large.columns.More); // Uint8Array(2) [ 7, 10 ] Uint16Array(1) [ 9 ]
 * ```
 */
export function recordSet<const D extends RecordDefinitions>(discriminator: string, definitions: D): RecordSet<D> {
  if (typeof discriminator !== 'string' || typeof definitions !== 'object' || definitions === null) {
    throw new CastbufError(
      'ERR_SCHEMA',
      "give the discriminator's path, then the types: recordSet('Type', { A: [1, A] })",
    );
  }
  let otherwise: string | undefined;
  const numbered: [name: string, definition: readonly [tags: RecordTags, type: AnyType]][] = [];
  for (const [name, definition] of namedEntries<unknown>(definitions)) {
    const [tags, type] = tagsAndType(name, definition);
    numbered.push([name, [tags === 'otherwise' ? tags : numbersOf(name, tags, discriminator, type), type]]);
    if (tags !== 'otherwise') continue;
    if (otherwise !== undefined) {
      const hint = `${otherwise} stands for all other values already`;
      throw new CastbufError('ERR_SCHEMA', hint, { path: name });
    }
    otherwise = name;
  }
  return { discriminator, definitions: Object.fromEntries(numbered) as D };
}

/** The values of a type as numbers: of texts those that their bytes are. */
function numbersOf(name: string, tags: readonly unknown[], discriminator: string, type: AnyType): (number | bigint)[] {
  const numbers = tags.map((tag) => (typeof tag === 'string' ? numberOf(name, tag, discriminator, type) : tag));
  assertTags(name, numbers);
  return numbers as (number | bigint)[];
}

function numberOf(name: string, tag: string, discriminator: string, type: AnyType): number | bigint {
  const node = nodeOf(type);
  const member = node.kind === 'record' ? fieldAt(node, discriminator) : undefined;
  if (member?.kind === 'text') return within(name, () => textAsInteger(member, tag));
  const hint = `its value is '${tag}', and ${discriminator} is no text; give a whole number, several in an array, or 'otherwise'`;
  throw new CastbufError('ERR_SCHEMA', hint, { path: name });
}

function within<T>(path: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw error instanceof CastbufError ? new CastbufError(error.code, error.hint, { path }) : error;
  }
}

function assertTags(name: string, tags: readonly unknown[]): void {
  const isWhole = (value: unknown): boolean => typeof value === 'bigint' || Number.isSafeInteger(value);
  if (tags.length > 0 && tags.every(isWhole)) return;
  const stray = shownValue(tags.find((tag) => !isWhole(tag)));
  const hint =
    tags.length === 0
      ? "give at least one value, or 'otherwise'"
      : `its value is ${stray}; give a whole number, several in an array, or 'otherwise'`;
  throw new CastbufError('ERR_SCHEMA', hint, { path: name });
}

/** The set's program; its types are in the order of their names. */
export function compileSet(set: RecordSet, options: SetCodecOptions): RecordSetProgram {
  const { discriminator, definitions } = (set ?? {}) as Partial<RecordSet>;
  if (typeof discriminator !== 'string')
    throw new CastbufError('ERR_USAGE', `give a recordSet(…), not ${shownValue(set)}`);
  const types = namedEntries(definitions as RecordDefinitions).map(([name, definition]) => {
    const [tags, type] = tagsAndType(name, definition);
    return { tags: tags === 'otherwise' ? [] : tags.map(BigInt), program: programOf(type, options) };
  });
  return compileRecordSet(discriminator, types);
}
