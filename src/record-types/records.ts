import { CastbufError, shownValue } from '../errors/index.js';
import {
  assertDepth,
  countOf,
  depthOf,
  namedEntries,
  nodeOf,
  partNameOf,
  tagsAndType,
  typeOf,
  type FillsSize,
  type InferView,
  type Measure,
  type NamedValue,
  type RangeLeaf,
  type RecordTypeNode,
  type Type,
} from '../schema/index.js';
import { LISTS } from './record-list.js';
import { recordSet, type RecordDefinitions, type RecordInput, type RecordSet, type RecordValue } from './record-set.js';

type NameOf<D> = keyof D & string;
/** A record inside a message, as its type's name and a cursor. */
export type ListedView<D extends RecordDefinitions> = {
  [N in NameOf<D>]: { readonly type: N; readonly value: InferView<D[N][1]> };
}[NameOf<D>];
/** A record as its type's name and an object whose enums are names. */
type ListedNamed<D extends RecordDefinitions> = {
  [N in NameOf<D>]: { readonly type: N; readonly value: NamedValue<D[N][1]> };
}[NameOf<D>];

/**
 * Records of several types inside a message, one after the other: `records(set)` takes all that is left of the message, `records(set, 'Size')` as many
 * bytes as its sibling says, or as follows from it (`{ member: 'Size', plus: -8 }`). Each record's type follows from the set's discriminator, and its
 * length from its own type, as in a stream of that set. Decode gives an array of `{ type, value }`, encode takes one and fills in the sibling; a cursor
 * gives `{ type, value }` with a cursor over each record. Types are laid out as for `createSetCodec`: a byte order of the message around them is not theirs.
 * @throws CastbufError ERR_SCHEMA
 * @example
 * ```ts
 * import { createCodec, records, recordSet, struct, u16, u8 } from 'castbuf';
 *
 * const Small = struct('SMALL', { Type: u8, Value: u8 });
 * const Large = struct('LARGE', { Type: u8, Value: u8, More: u16 });
 * const options = records(recordSet('Type', { Small: [1, Small], Large: [2, Large] }), 'Size');
 * const codec = createCodec(struct('MESSAGE', { Size: u16, Options: options }));
 * const bytes = codec.encode({ Options: [{ type: 'Small', value: { Type: 1, Value: 7 } }] });
 * console.log(bytes.length, codec.decode(bytes).Options); // 4 [ { type: 'Small', value: { Type: 1, Value: 7 } } ]
 * ```
 */
export function records<
  const D extends RecordDefinitions,
  const S extends string | (Measure & { readonly member: string }) | undefined = undefined,
>(
  set: RecordSet<D>,
  size?: S,
): Type<RecordValue<D>[], readonly RecordInput<D>[], ListedView<D>[], RangeLeaf<'bytes', undefined>, ListedNamed<D>[]> &
  FillsSize<S> {
  if (typeof size === 'number')
    throw new CastbufError(
      'ERR_SCHEMA',
      'the size of records is the name of a member, { member, … } or left out: no list of records always fills a fixed room',
    );
  const { discriminator, definitions } = checkedSet(set);
  const types = namedEntries(definitions).map(([name, definition]) => listedType(name, definition));
  const depth = Math.max(0, ...types.map(({ node }) => depthOf(node))) + 1;
  assertDepth(depth);
  return typeOf({
    kind: 'records',
    discriminator,
    types: Object.freeze(types),
    lists: LISTS,
    depth,
    ...countOf('records', size, {}),
  });
}

/** What `recordSet` takes. @throws CastbufError ERR_SCHEMA */
function checkedSet(set: RecordSet): RecordSet {
  const { discriminator, definitions } = (set ?? {}) as Partial<RecordSet>;
  if (typeof discriminator === 'string') return recordSet(discriminator, definitions as RecordDefinitions);
  throw new CastbufError('ERR_SCHEMA', `records takes a recordSet(…), not ${shownValue(set)}`);
}

function listedType(name: string, definition: RecordDefinitions[string]): RecordTypeNode {
  const [tags, type] = tagsAndType(name, definition);
  const node = nodeOf(type);
  if (node.kind !== 'record' || node.tag !== undefined)
    throw new CastbufError('ERR_SCHEMA', `a type of a set is a struct or union, not ${partNameOf(node)}`, {
      path: name,
    });
  return Object.freeze({ name, tags: tags === 'otherwise' ? [] : Object.freeze([...tags]), node });
}
