import * as assert from 'uvu/assert';
import { arrowStream } from '../../src/arrow/index.js';
import { CastbufError, createCodec, decodeBatch, encodeBatch, type AnyType, type Codec } from '../../src/index.js';
import { rounds, suite } from '../harness/index.js';
import { search } from '../harness/lacks.js';
import { Choices, choiceTapes } from '../robustness/choices.js';
import { drawSchema } from '../robustness/random-schema.js';
import { compareTable } from './expected-table.js';
import { READERS } from './readers.js';

const SCHEMAS = rounds(400, 60);
const ROWS = 11;

suite('tables of random schemas', (test) => {
  test(`${SCHEMAS} schemas: each reader has what value has`, () => {
    let compared = 0;
    const holds = (schemaTape: Uint32Array, valueTape: Uint32Array) => {
      const schema = drawSchema(new Choices(schemaTape));
      const codec = codecIfAny(() => createCodec(schema.type, { abi: schema.abi }));
      if (codec === undefined || codec.columns.length === 0) return;
      const choices = new Choices(valueTape);
      const count = schema.takesRest && !schema.isChain ? 1 : ROWS;
      const rows = Array.from({ length: count }, () => schema.value(choices).given as never);
      const batch = decodeBatch(codec, encodeBatch(codec, rows)).copy();
      const ipc = arrowStream(codec, batch);
      for (const [name, read] of Object.entries(READERS)) {
        try {
          compared += compareTable(codec, [batch], read(ipc));
        } catch (error) {
          throw new Error(`${name}: ${String(error)}\n  ${schema.source}`, { cause: error });
        }
      }
    };
    const { failed, errorInstance } = search([choiceTapes(400), choiceTapes(800)], holds, {
      seed: 20261201,
      numRuns: SCHEMAS,
      endOnFailure: true,
    });
    if (failed) throw new Error((errorInstance as Error).message, { cause: errorInstance });
    assert.ok(compared > SCHEMAS * 100, `${compared} cells were compared`);
  });
});

function codecIfAny(create: () => Codec<AnyType>): Codec<AnyType> | undefined {
  try {
    return create();
  } catch (error) {
    if (error instanceof CastbufError && error.code === 'ERR_SCHEMA') return undefined;
    throw error;
  }
}
