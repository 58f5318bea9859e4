// time-out: 600 s
import { createReferenceEngine } from '../../src/oracle/index.js';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import { CastbufError, type AnyType } from '../../src/surface.js';
import { engineSuite, isDeep, rounds } from '../harness/index.js';
import { search } from '../harness/lacks.js';
import { Choices, choiceTapes } from './choices.js';
import { drawSchema, type DrawnSchema } from './random-schema.js';
import { checkBatch, checkMessage, checkSetters } from './round-trip.js';
import { shown } from './same-value.js';

/** Each seed is a case of its own, so that a failure names it; the smallest schema that still fails, too. */
const SEEDS = [20260101, 20260102];
const LISTS_SEED = 20260103;
const SUMS_SEED = 20261201;
const SCHEMAS_A_SEED = rounds(1200, 100);
const VALUES_A_SCHEMA = 3;
/** Of the schemas that are drawn, so many at least must have a layout. A few schemas may be unlucky. */
const LEAST_PERCENT = isDeep ? 88 : 80;

engineSuite('random schemas', (test, { createCodec }) => {
  const reference = createReferenceEngine();

  for (const [seed, what] of [
    ...SEEDS.map((each) => [each, 'schemas'] as const),
    [LISTS_SEED, 'schemas with lists of records'] as const,
    [SUMS_SEED, 'schemas with checksums by functions'] as const,
  ]) {
    test(`${SCHEMAS_A_SEED} ${what}: encode and decode are each other's mirror, on this engine and on the reference (seed ${seed})`, () => {
      let drawn = 0;
      let good = 0;
      const mirrors = (schemaTape: Uint32Array, valueTape: Uint32Array) => {
        const schema = drawSchema(new Choices(schemaTape), seed === LISTS_SEED, seed === SUMS_SEED);
        drawn++;
        const codecs = codecsFor(schema, (type, options) => [
          createCodec(type, options),
          createCodecWith(reference, type, options),
        ]);
        if (codecs === undefined) return;
        good++;
        checkSchema(schema, codecs, new Choices(valueTape));
      };
      const { failed, errorInstance, numRuns, numShrinks } = search([choiceTapes(400), choiceTapes(600)], mirrors, {
        seed,
        numRuns: SCHEMAS_A_SEED,
      });
      // The counterexample is two tapes; what they mean says the error, which has the shrunken schema and its values.
      if (failed)
        throw new Error(`schema ${numRuns}, shrunk ${numShrinks} times: ${(errorInstance as Error).message}`, {
          cause: errorInstance,
        });
      if (good * 100 < drawn * LEAST_PERCENT) throw new Error(`only ${good} of ${drawn} schemas have a layout`);
    });
  }
});

type Codecs = readonly [Codec<AnyType>, Codec<AnyType>];

/** Undefined where parts that were drawn independently do not go together. */
function codecsFor(
  { type, abi, source }: DrawnSchema,
  create: (type: AnyType, options: { abi: DrawnSchema['abi'] }) => Codecs,
): Codecs | undefined {
  try {
    return create(type, { abi });
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_SCHEMA') return undefined;
    throw new Error(`${source}: ${String(error)}`, { cause: error });
  }
}

function checkSchema(schema: DrawnSchema, [codec, other]: Codecs, choices: Choices): void {
  const count = schema.takesRest && !schema.isChain ? 1 : VALUES_A_SCHEMA;
  const values = Array.from({ length: count }, () => schema.value(choices));
  try {
    for (const value of values) {
      const message = checkMessage(codec, other, value, schema.isLossy);
      checkSetters(codec, schema, message, choices);
    }
    checkBatch(codec, other, values, schema.isLossy);
  } catch (error) {
    const given = values.map((value) => shown(value.given)).join('\n  ');
    throw new Error(`${String(error)}\n  ${schema.source}\n  ${given}`, { cause: error });
  }
}
