// time-out: 600 s
import { sample, tuple } from 'fast-check';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import type { AnyType } from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { Choices, choiceTapes } from './choices.js';
import { lostBit } from './free-bits.js';
import { materialised } from './materialised-view.js';
import { drawSchema, type DrawnSchema } from './random-schema.js';
import { outcomeOf } from './round-trip.js';
import { difference, shown } from './same-value.js';
import { decodeBatch, encodeBatch } from '../harness/batches.js';

const SEED = 20260301;
const ROUNDS = rounds(1000, 60);
const MESSAGES_A_SCHEMA = 60;
/** Of the messages, so many at least must be decoded: refusing everything keeps everything, too. */
const LEAST_PERCENT = 20;

engineSuite('random bytes', (test, { createCodec }) => {
  const reference = createReferenceEngine();

  test(`${ROUNDS} schemas: what decode accepts, encode gives back; columns, views and the reference agree (seed ${SEED})`, () => {
    let messages = 0;
    let accepted = 0;
    const tapes = sample(tuple(choiceTapes(400), choiceTapes(600)), { numRuns: ROUNDS, seed: SEED });
    for (const [schemaTape, valueTape] of tapes) {
      const schema = drawSchema(new Choices(schemaTape));
      const made = outcomeOf(() => [
        createCodec(schema.type, { abi: schema.abi }),
        createCodecWith(reference, schema.type, { abi: schema.abi }),
      ]);
      if (!('value' in made)) continue;
      const [codec, other] = made.value as [Codec<AnyType>, Codec<AnyType>];
      const good = codec.encode(schema.value(new Choices(valueTape)).given);
      for (let i = 0; i < MESSAGES_A_SCHEMA; i++) {
        const bytes = drawMessage(new Choices(words(SEED + messages, 200)), good);
        messages++;
        try {
          if (isKept(schema, codec, other, bytes)) accepted++;
        } catch (error) {
          throw new Error(`${String(error)}\n  ${schema.source}\n  ${shown(bytes)}`, { cause: error });
        }
      }
    }
    console.log(`${messages} messages, ${accepted} of them decoded`);
    if (accepted * 100 < messages * LEAST_PERCENT) throw new Error(`only ${accepted} of ${messages} were decoded`);
  });
});

/** Random numbers of 32 bits (mulberry32). */
function words(seed: number, count: number): Uint32Array {
  let state = seed;
  return Uint32Array.from({ length: count }, () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return mixed ^ (mixed >>> 14);
  });
}

/** Bytes from nowhere, or a good message with some of its bytes changed, and bytes after it. */
function drawMessage(choices: Choices, good: Uint8Array): Uint8Array {
  if (choices.chance(20)) return randomBytes(choices, choices.between(1, 80));
  const bytes = Uint8Array.from([...good, ...randomBytes(choices, choices.pick([0, 0, 1, 3, 12, 40]))]);
  const changes = choices.between(0, choices.pick([2, 6, bytes.length]));
  for (let i = 0; i < changes; i++) {
    const at = choices.below(bytes.length);
    const small = choices.pick([0, 1, 2, 3, 4, bytes.length, good.length - 1, good.length + 1, 0x7f, 0x80, 0xff]);
    bytes[at] = choices.chance(50) ? choices.below(256) : small;
  }
  return bytes;
}

function randomBytes(choices: Choices, length: number): Uint8Array {
  return Uint8Array.from({ length }, () => choices.below(choices.pick([4, 256])));
}

/** Whether the bytes are decoded. Throws where something is lost, or where two ways to read or write do not agree. */
function isKept(schema: DrawnSchema, codec: Codec<AnyType>, other: Codec<AnyType>, bytes: Uint8Array): boolean {
  const decoded = resultOf(() => codec.decode(bytes));
  demand(
    'the other engine decodes',
    decoded,
    resultOf(() => other.decode(bytes)),
  );
  const viewed = resultOf(() => materialised(codec.view(bytes)));
  demand('the view', decoded, viewed);
  if (!('value' in decoded)) return false;
  const batch = decodeBatch(codec, bytes, { maxRows: 1 }).copy();
  demand('the value of a batch', decoded.value, batch.value(0));
  const message = bytes.slice(0, batch.lengths[0]);
  const again = resultOf(() => codec.encode(decoded.value));
  const { value } = decoded;
  demandAlike('encodes', codec, value, again, () => other.encode(value));
  const columns = resultOf(() => encodeBatch(codec, batch.columns));
  demandAlike('encodes columns', codec, value, columns, () => encodeBatch(other, batch.columns));
  if ('value' in columns) demandAll('columns', codec, message, decoded.value, columns.value);
  if ('value' in again) demandAll('encode', codec, message, decoded.value, again.value);
  // A checksum over bits that are not kept cannot be right afterwards.
  else if (!(schema.hasChecksum && again.error['code'] === 'ERR_DISAGREE'))
    throw new Error(`encode refuses what was decoded: ${shown(again.error)} ${shown(decoded.value)}`);
  return true;
}

type Encoded = ReturnType<typeof resultOf<Uint8Array>>;

/** The other engine's bytes, bit for bit. But for NaNs: JavaScript may give one another payload whenever it passes a variable, and in Chromium it does. */
function demandAlike(what: string, codec: Codec<AnyType>, value: unknown, one: Encoded, run: () => Uint8Array): void {
  const two = resultOf(run);
  if (!('value' in one && 'value' in two)) return demand(`the other engine ${what}`, one, two);
  const lost = lostBit(codec.layout, one.value, value, two.value, ['the payload of a NaN']);
  if (lost !== undefined) throw new Error(`the other engine ${what}: ${lost}; ${shown(value)}`);
}

function demandAll(what: string, codec: Codec<AnyType>, message: Uint8Array, value: unknown, again: Uint8Array): void {
  const lost = lostBit(codec.layout, message, value, again);
  if (lost === undefined) return;
  throw new Error(`${what}: ${lost}; ${shown(value)}`);
}

/** Large numbers of an error are rounded, by each engine in its own way. */
function resultOf<T>(call: () => T): ReturnType<typeof outcomeOf<T>> {
  const outcome = outcomeOf(call);
  if (!('error' in outcome)) return outcome;
  const rounded = (value: unknown): unknown => (Math.abs(Number(value)) < 2 ** 32 ? value : undefined);
  const { want, have } = outcome.error;
  return { error: { ...outcome.error, want: rounded(want), have: rounded(have) } };
}

function demand(what: string, expected: unknown, actual: unknown): void {
  const found = difference(expected, actual);
  if (found !== undefined) throw new Error(`${what}: ${found}`);
}
