// time-out: 300 s
import type { Codec } from '../../src/message/index.js';
import type { AnyType } from '../../src/surface.js';
import { engineSuite, isDeep, rounds } from '../harness/index.js';
import { search } from '../harness/lacks.js';
import { Choices, choiceTapes } from './choices.js';
import { drawSchema } from './random-schema.js';
import { outcomeOf } from './round-trip.js';
import { difference } from './same-value.js';
import { decodeBatch, encodeBatch, encodeBatchInto, inputOf, outputOf } from '../harness/batches.js';

const SEED = 20260103;
const SCHEMAS = rounds(400, 40);
/** A block of the kernel, and a few rows more. */
const ROWS = 133;
const DIFFERENT_ROWS = 5;
/** Of the schemas that are drawn, so many at least must have columns that can be encoded. */
const LEAST_PERCENT = isDeep ? 33 : 20;

engineSuite('columns of random schemas where they lie', (test, { createCodec }) => {
  test(`${SCHEMAS} schemas: encoded in place they are what copied columns are, and stay as they were`, () => {
    let drawn = 0;
    let encoded = 0;
    const agree = (schemaTape: Uint32Array, valueTape: Uint32Array) => {
      const { type, abi, source, takesRest, isChain, value } = drawSchema(new Choices(schemaTape));
      const made = outcomeOf(() => createCodec(type, { abi }));
      if ('error' in made) return;
      drawn++;
      const codec: Codec<AnyType> = made.value;
      const choices = new Choices(valueTape);
      const different = Array.from({ length: DIFFERENT_ROWS }, () => value(choices).given);
      const rows = takesRest && !isChain ? 1 : ROWS;
      const stream = encodeBatch(
        codec,
        Array.from({ length: rows }, (_, row) => different[row % DIFFERENT_ROWS]),
      );
      if (isGood(codec, stream, source)) encoded++;
    };
    const { failed, errorInstance } = search([choiceTapes(400), choiceTapes(600)], agree, {
      seed: SEED,
      numRuns: SCHEMAS,
    });
    if (failed) throw errorInstance;
    if (encoded * 100 < drawn * LEAST_PERCENT) throw new Error(`only ${encoded} of ${drawn} have columns to encode`);
  });
});

/** Whether the columns can be encoded at all; @throws Error where in place is something else than copied */
function isGood(codec: Codec<AnyType>, stream: Uint8Array, source: string): boolean {
  const kept = decodeBatch(codec, stream).copy().columns;
  const copied = outcomeOf(() => encodeBatch(codec, kept));
  outputOf(codec, stream.length);
  const input = inputOf(codec, stream.length);
  input.set(stream);
  const batch = decodeBatch(codec, input, { borrow: true });
  const target = outputOf(codec, stream.length);
  const inPlace = outcomeOf(() => target.slice(0, encodeBatchInto(codec, batch.columns, target)));
  const found = difference(copied, inPlace) ?? difference(withoutData(kept), withoutData(batch.columns));
  if (found !== undefined) throw new Error(`${found}\n  ${source}`);
  if ('value' in copied) return true;
  if (copied.error['code'] !== 'ERR_USAGE') throw new Error(`${JSON.stringify(copied.error)}\n  ${source}`);
  return false;
}

/** What the data of a list holds outside of its ranges may differ. */
function withoutData(columns: Readonly<Record<string, object>>): Record<string, object> {
  return Object.fromEntries(
    Object.entries(columns).map(([path, column]) => {
      const { data: _, ...rest } = column as { data?: unknown };
      return [path, 'data' in column ? rest : column];
    }),
  );
}
