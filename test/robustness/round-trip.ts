import type { Codec } from '../../src/message/index.js';
import { CastbufError, type AnyType, type ColumnArray, type ListColumn } from '../../src/surface.js';
import type { Choices } from './choices.js';
import { materialised } from './materialised-view.js';
import type { DrawnSchema } from './random-schema.js';
import { DERIVED, difference, shown } from './same-value.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

type AnyCodec = Codec<AnyType>;

/** Demands `expected` of `actual`, with both in the message. */
function demand(what: string, expected: unknown, actual: unknown): void {
  const found = difference(expected, actual);
  if (found !== undefined) throw new Error(`${what}: ${found}`);
}

/** The result of a call, or its error as plain members. */
export function outcomeOf<T>(call: () => T): { value: T } | { error: Record<string, unknown> } {
  try {
    return { value: call() };
  } catch (error) {
    if (error instanceof CastbufError) return { error: errorMembers(error) };
    throw error;
  }
}

export function errorMembers(error: CastbufError): Record<string, unknown> {
  const { code, path, offset, fieldOffset, want, have } = error;
  return { code, path, offset, fieldOffset, want, have };
}

/** Encode and decode, view, sizes and targets of one value; returns the message. */
export function checkMessage(
  codec: AnyCodec,
  other: AnyCodec,
  { given, expected }: { given: unknown; expected: unknown },
  isLossy = false,
): Uint8Array {
  const message = codec.encode(given);
  demand('the other engine encodes', message, other.encode(given));
  const decoded = codec.decode(message);
  demand('decoded', expected, decoded);
  demand('the other engine decodes', decoded, other.decode(message));
  if (!isLossy) demand('what was decoded encodes', message, codec.encode(decoded));
  demand('sizeOf', message.length, codec.sizeOf(given));
  demand('the view', decoded, materialised(codec.view(message)));
  checkTargets(codec, given, message);
  return message;
}

function checkTargets(codec: AnyCodec, given: unknown, message: Uint8Array): void {
  const { length } = message;
  const large = new Uint8Array(length + 2).fill(0xaa);
  demand('encodeInto', length, codec.encodeInto(given, large.subarray(0, length + 1)));
  demand('encodeInto wrote', message, large.slice(0, length));
  demand('encodeInto left alone', Uint8Array.of(0xaa, 0xaa), large.slice(length));
  demand('encodeInto an exact target', length, codec.encodeInto(given, large.subarray(0, length)));
  const untouched = new Uint8Array(length - 1).fill(0xbb);
  const refused = outcomeOf(() => codec.encodeInto(given, untouched));
  const place = { path: undefined, offset: undefined, fieldOffset: undefined, want: length, have: length - 1 };
  demand('encodeInto a target that is too small', { error: { code: 'ERR_TARGET_TOO_SMALL', ...place } }, refused);
  demand('a target that is too small', new Uint8Array(length - 1).fill(0xbb), untouched);
}

/** What was set through a view is what decode then gives. */
export function checkSetters(codec: AnyCodec, schema: DrawnSchema, message: Uint8Array, choices: Choices): void {
  if (schema.hasChecksum) return;
  const copy = message.slice();
  const wanted = codec.decode(message) as Record<string, unknown>;
  const view = codec.view(copy) as Record<string, unknown>;
  for (const { name, value } of schema.settable) {
    const { given, expected } = value(choices);
    if (expected === DERIVED || given === undefined) continue;
    const held = outcomeOf(() => (view[name] = given));
    // A message keeps its length, and so may refuse all but numbers.
    if ('value' in held) wanted[name] = expected;
    else if (typeof given !== 'object' && typeof given !== 'string')
      throw new Error(`${name} refuses ${String(given)}: ${JSON.stringify(held.error)}`);
  }
  demand('decoded after setters', wanted, codec.decode(copy));
}

/** Several records one after the other: rows, columns, and the stream again from both. */
export function checkBatch(
  codec: AnyCodec,
  other: AnyCodec,
  values: readonly { given: unknown }[],
  isLossy: boolean,
): void {
  const given = values.map((value) => value.given);
  const stream = encodeBatch(codec, given);
  demand('the other engine encodes the batch', stream, encodeBatch(other, given));
  const batch = decodeBatch(codec, stream, { borrow: values.length % 2 === 0 });
  if (batch.error !== undefined) throw new Error(`decodeBatch: ${batch.error.message}`);
  demand('rows', values.length, batch.rowCount);
  demand('consumed bytes', stream.length, batch.consumedBytes);
  const twin = decodeBatch(other, stream);
  demand('offsets', twin.offsets, batch.offsets);
  demand('lengths', twin.lengths, batch.lengths);
  demand('columns', plain(twin.columns), plain(batch.columns));
  const rows = [...batch.rows()].length;
  demand('rows()', values.length, rows);
  const decoded = given.map((_, row) => codec.decode(stream.subarray(batch.offsets[row], end(batch, row))));
  demand(
    'rows of the batch',
    decoded,
    decoded.map((_, row) => batch.value(row)),
  );
  let row = 0;
  for (const view of batch.rows()) demand(`row ${row} as a view`, decoded[row++], materialised(view));
  const owned = batch.copy();
  const again = outcomeOf(() => encodeBatch(codec, owned.columns));
  demand(
    'the other engine encodes the columns',
    outcomeOf(() => encodeBatch(other, owned.columns)),
    again,
  );
  // A bool in a union has many forms of true: what it shows comes back, its bytes may not.
  if ('value' in again && isLossy) {
    demand('the columns come back', plain(owned.columns), plain(decodeBatch(codec, again.value).columns));
  } else if ('value' in again) demand('the columns encode', stream, again.value);
  else if (again.error['code'] !== 'ERR_USAGE') throw new Error(`the columns: ${shown(again.error)}`);
}

function end(batch: { offsets: Uint32Array; lengths: Uint32Array }, row: number): number {
  return (batch.offsets[row] as number) + (batch.lengths[row] as number);
}

/** Columns without the stream that lists point into. */
function plain(columns: Readonly<Record<string, ColumnArray | ListColumn>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([path, column]) => [
      path,
      'data' in column ? { offsets: column.offsets, lengths: column.lengths } : column,
    ]),
  );
}
