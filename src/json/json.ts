import { CastbufError, shownValue, suggest } from '../errors/index.js';
import { jsonOf, noMember, valueOf, wrongType, type Json } from '../printing/index.js';
import { assertReadableCursor } from '../cursor/index.js';
import type { AnyType, Infer, InferInput, InferView } from '../schema/index.js';
import { type Codec, featuresOf } from '../message/index.js';
import { recordOf } from '../columns/index.js';
import type { SetCodec } from '../record-sets/index.js';
import type { RecordDefinitions, RecordInput, RecordValue, RecordView } from '../record-types/index.js';

/**
 * A value of a codec's type, or a cursor over one, as JSON.stringify takes it without losing anything, in the notation of the command
 * line's NDJSON: members whose type has 64 bits are decimal strings, bytes are lower-case hex, NaN, the infinities and -0 are strings. Of
 * a tagged union there is the arm that is given, of an untagged one every arm. A record of a set codec is `{ type, value }`.
 * @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE, ERR_USAGE with the path of the member that is not of the type; ERR_STALE_BATCH
 */
export function toJson<T extends AnyType>(
  codec: Codec<T, unknown>,
  value: Infer<T> | InferInput<T> | InferView<T>,
): Json;
export function toJson<D extends RecordDefinitions>(
  codec: SetCodec<D>,
  record: RecordValue<D> | RecordInput<D> | RecordView<D>,
): Json;
export function toJson(codec: AnyCodec, value: unknown): Json {
  if (!isSetCodec(codec)) return recordJson(codec, value, '');
  const { type, member } = typeOf(codec, value, ['type', 'value', 'view']);
  const { value: given, view } = value as { value?: unknown; view?: unknown };
  return { type, value: recordJson(member, given ?? view, 'value') };
}

function recordJson(codec: Codec<AnyType>, value: unknown, path: string): Json {
  assertReadableCursor(value);
  return jsonOf(recordOf(featuresOf(codec)).program.shape, value, path);
}

/**
 * The way back: from what JSON.parse gives to a value that `codec.encode` takes. Nothing is left out and nothing guessed: a member that the type does
 * not have, a wrong type, a number that does not fit and half a byte are refused. Checks, counts and lengths are encode's to refuse.
 * @throws CastbufError ERR_TYPE, ERR_OUT_OF_RANGE, ERR_USAGE with the path
 */
export function fromJson<T extends AnyType>(codec: Codec<T, unknown>, json: unknown): InferInput<T>;
export function fromJson<D extends RecordDefinitions>(codec: SetCodec<D>, json: unknown): RecordInput<D>;
export function fromJson(codec: AnyCodec, json: unknown): unknown {
  if (!isSetCodec(codec)) return valueOf(recordOf(featuresOf(codec)).program.shape, json, '');
  const { type, member } = typeOf(codec, json, ['type', 'value']);
  return {
    type,
    value: valueOf(recordOf(featuresOf(member)).program.shape, (json as { value?: unknown }).value, 'value'),
  };
}

type AnySetCodec = SetCodec<RecordDefinitions>;
type AnyCodec = Codec<AnyType> | AnySetCodec;

function isSetCodec(codec: AnyCodec): codec is AnySetCodec {
  return typeof codec === 'object' && codec !== null && 'codecs' in codec;
}

/** The type that a record of a set says it has, and its codec. */
function typeOf(
  { codecs }: AnySetCodec,
  record: unknown,
  known: readonly string[],
): { type: string; member: Codec<AnyType> } {
  if (typeof record !== 'object' || record === null) throw wrongType('', 'an object { type, value }', record);
  const stray = Object.keys(record).find((name) => !known.includes(name));
  if (stray !== undefined) throw noMember('', stray, known);
  const { type } = record as { type?: unknown };
  const names = Object.keys(codecs);
  if (typeof type !== 'string') throw wrongType('type', `one of ${names.join(', ')}`, type);
  if (names.includes(type)) return { type, member: codecs[type] as Codec<AnyType> };
  throw new CastbufError('ERR_USAGE', `no type ${shownValue(type)} in this set; ${suggest(type, names)}`, {
    path: 'type',
  });
}
