import { sample, tuple } from 'fast-check';
import type { EngineUnderTest } from '../harness/engines.js';
import type { Batch } from '../../src/columns/index.js';
import type { Codec } from '../../src/message/index.js';
import { CastbufError, type Abi, type AnyType } from '../../src/surface.js';
import { Choices, choiceTapes } from './choices.js';
import { materialised } from './materialised-view.js';
import { drawSchema } from './random-schema.js';
import { outcomeOf, errorMembers } from './round-trip.js';
import { difference } from './same-value.js';
import { decodeBatch } from '../harness/batches.js';

/** A good message, of which the damaged ones are made. */
export interface Message {
  readonly name: string;
  readonly type: AnyType;
  readonly abi: Abi;
  readonly bytes: Uint8Array;
}

/** Messages of random schemas: every schema gives one that is not too long for each of its bytes to be damaged. */
export function randomMessages(
  codecOf: EngineUnderTest['createCodec'],
  count: number,
  seed: number,
  hasLists = false,
): Message[] {
  const messages: Message[] = [];
  const tapes = sample(tuple(choiceTapes(400), choiceTapes(600)), { numRuns: count * 3, seed });
  for (const [schemaTape, valueTape] of tapes) {
    if (messages.length === count) break;
    const { type, abi, source, value } = drawSchema(new Choices(schemaTape), hasLists);
    const codec = codecIfAny(() => codecOf(type, { abi }));
    if (codec === undefined) continue;
    const bytes = outcomeOf(() => codec.encode(value(new Choices(valueTape)).given));
    if ('value' in bytes && bytes.value.length <= 120) messages.push({ name: source, type, abi, bytes: bytes.value });
  }
  return messages;
}

function codecIfAny(create: () => Codec<AnyType>): Codec<AnyType> | undefined {
  try {
    return create();
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_SCHEMA') return undefined;
    throw error;
  }
}

/** Every truncation, then every byte with all its bits and with its lowest bit turned. */
export function* damaged(bytes: Uint8Array): Generator<{ how: string; bytes: Uint8Array }> {
  for (let length = 0; length < bytes.length; length++)
    yield { how: `cut to ${length}`, bytes: bytes.slice(0, length) };
  for (const mask of [0xff, 0x01, 0x80]) {
    for (let at = 0; at < bytes.length; at++) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] as number) ^ mask;
      yield { how: `byte ${at} ^ 0x${mask.toString(16)}`, bytes: flipped };
    }
  }
}

/** What a codec makes of bytes: by decode, by a view, and as a batch. Throws what is no CastbufError. */
export function verdictOn(codec: Codec<AnyType>, bytes: Uint8Array): Record<string, unknown> {
  const decoded = outcomeOf(() => codec.decode(bytes));
  const viewed = outcomeOf(() => materialised(codec.view(bytes)));
  const found = difference(decoded, viewed);
  if (found !== undefined) throw new Error(`decode and view differ: ${found}`);
  const batch = decodeBatch(codec, bytes);
  const { rowCount, consumedBytes, error } = batch;
  const { offsets, lengths } = batch.copy();
  return {
    decoded,
    batch: { rowCount, consumedBytes, offsets, lengths, error: error && errorMembers(error), rows: rowsOf(batch) },
  };
}

function rowsOf(batch: Batch<AnyType>): unknown[] {
  return Array.from({ length: Math.min(batch.rowCount, 4) }, (_, row) => batch.value(row));
}
