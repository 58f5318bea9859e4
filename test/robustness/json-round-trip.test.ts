// time-out: 300 s
import type { Codec } from '../../src/message/index.js';
import { CastbufError, fromJson, toJson, type AnyType } from '../../src/surface.js';
import { engineSuite, isDeep, rounds } from '../harness/index.js';
import { search } from '../harness/lacks.js';
import { Choices, choiceTapes } from './choices.js';
import { drawSchema, type DrawnSchema } from './random-schema.js';
import { outcomeOf } from './round-trip.js';
import { difference, shown } from './same-value.js';

const SEED = 20260301;
const SCHEMAS = rounds(1000, 60);
const LEAST_PERCENT = isDeep ? 90 : 80;

engineSuite('JSON of random schemas', (test, { createCodec }) => {
  test(`${SCHEMAS} schemas: a value that went through JSON is the value, and encodes to the same bytes`, () => {
    let good = 0;
    const mirrors = (schemaTape: Uint32Array, valueTape: Uint32Array) => {
      const schema = drawSchema(new Choices(schemaTape));
      const codec = codecFor(schema, () => createCodec(schema.type, { abi: schema.abi }));
      if (codec === undefined) return;
      good++;
      const { given } = schema.value(new Choices(valueTape));
      const message = codec.encode(given);
      const decoded = codec.decode(message);
      const json = toJson(codec, decoded);
      const text = JSON.stringify(json);
      const demand = (what: string, expected: unknown, actual: unknown): void => {
        const found = difference(expected, actual);
        if (found !== undefined)
          throw new Error(`${what}: ${found}\n  ${schema.source}\n  ${shown(decoded)}\n  ${text}`);
      };
      demand('the JSON of a cursor', json, toJson(codec, codec.view(message)));
      demand('JSON.stringify of a cursor', text, JSON.stringify(codec.view(message)));
      const read = fromJson(codec, JSON.parse(text));
      demand('the value', decoded, read);
      const bytes = outcomeOf(() => codec.encode(decoded));
      demand(
        'its bytes',
        bytes,
        outcomeOf(() => codec.encode(read)),
      );
      if (!schema.isLossy) demand('the message', { value: message }, bytes);
    };
    const { failed, errorInstance } = search([choiceTapes(400), choiceTapes(600)], mirrors, {
      seed: SEED,
      numRuns: SCHEMAS,
    });
    if (failed) throw errorInstance;
    if (good * 100 < SCHEMAS * LEAST_PERCENT) throw new Error(`only ${good} of ${SCHEMAS} schemas have a layout`);
  });
});

/** Undefined where parts that were drawn independently do not go together. */
function codecFor({ source }: DrawnSchema, create: () => Codec<AnyType>): Codec<AnyType> | undefined {
  try {
    return create();
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_SCHEMA') return undefined;
    throw new Error(`${source}: ${String(error)}`, { cause: error });
  }
}
