import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { codecOf } from '../../src/message/codec.js';
import { recordOf } from '../../src/columns/decode-batch.js';
import { featuresOf } from '../../src/message/features.js';
import { compile, DEFAULT_LIMITS, type Limits, type Outcome } from '../../src/program/index.js';
import { type ColumnArray, type ListColumn, typeOf } from '../../src/schema/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { interpretedSuite, rounds } from '../harness/index.js';
import { materialised } from '../robustness/materialised-view.js';
import { outcomeOf } from '../robustness/round-trip.js';
import { difference } from '../robustness/same-value.js';
import { CATALOGUE } from './catalogue.js';
import { generator, randomBytes } from './random-bytes.js';
import { withoutDerived } from './without-derived.js';
import { runnerOf } from './program-runner.js';

const ROUNDS = rounds(2000, 120);
const SMALL: Limits = { ...DEFAULT_LIMITS, messageBytes: 40, count: 6, offset: 30 };

/** What an outcome says: of a good call its length, of a failure the place and the reason. */
const answerOf = ({ outcome }: { readonly outcome: Outcome }): unknown => {
  const { status, op, recordOffset, fieldOffset, want, have, length, indices } = outcome;
  if (status === K.OK) return { status, length };
  return { status, op, recordOffset, fieldOffset, want, have, indices: [...indices] };
};
const copied = (bytes: Uint8Array | undefined): number[] | undefined => bytes && [...bytes];

const columnBytes = (column: ColumnArray | ListColumn): number[][] =>
  ('data' in column ? [column.offsets, column.lengths] : [column]).map(({ buffer, byteOffset, byteLength }) =>
    Array.from(new Uint8Array(buffer, byteOffset, byteLength)),
  );

interpretedSuite('reference engine and kernel', 'engine to run programs on', (test, { engine }) => {
  for (const [name, layout] of Object.entries(CATALOGUE)) {
    const type = typeOf(layout.root.node);
    for (const limits of [DEFAULT_LIMITS, SMALL]) {
      const program = compile(layout, limits);
      const what = limits === SMALL ? `${name} under small limits` : name;

      test(`${what}: messages`, () => {
        const next = generator(name.length);
        const reference = codecOf(createReferenceEngine(), type, program);
        const codec = codecOf(engine, type, program);
        const { machine: expected } = recordOf(featuresOf(reference));
        const { machine } = recordOf(featuresOf(codec));
        for (let round = 0; round < ROUNDS; round++) {
          const message = randomBytes(next);
          const where = `${what}: [${message}]`;
          const isGood = expected.check(message);
          assert.is(machine.check(message), isGood, where);
          assert.equal(answerOf(machine), answerOf(expected), where);
          const decoded = outcomeOf(() => codec.decode(message));
          const wanted = outcomeOf(() => reference.decode(message));
          assert.is(difference(wanted, decoded), undefined, where);
          assert.is('value' in decoded, isGood, where);
          if (!('value' in decoded)) continue;
          const { value } = decoded;
          assert.is(difference(value, materialised(codec.view(message))), undefined, `${where} viewed`);
          for (const given of [value, withoutDerived(program, value)]) {
            const written = outcomeOf(() => codec.encode(given));
            assert.is(
              difference(
                outcomeOf(() => reference.encode(given)),
                written,
              ),
              undefined,
              `${where} written`,
            );
            assert.equal(answerOf(machine), answerOf(expected), `${where} written`);
          }
        }
      });

      test(`${what}: batches`, () => {
        const next = generator(name.length + 1);
        const expected = runnerOf(createReferenceEngine(), program);
        const machine = runnerOf(engine, program);
        for (let round = 0; round < ROUNDS / 4; round++) {
          const stream = randomBytes(next);
          const maxRows = next() % 4 === 0 ? next() % 5 : 1000;
          const where = `${what}: [${stream}], ${maxRows} rows`;
          const wanted = expected.readBatch(stream, maxRows);
          const found = machine.readBatch(stream, maxRows);
          if (expected.outcome.status !== K.OK) assert.equal(answerOf(machine), answerOf(expected), where);
          else assert.is(machine.outcome.status, K.OK, where);
          assert.is(found.rows, wanted.rows, where);
          assert.is(found.consumed, wanted.consumed, where);
          assert.equal([...found.offsets], [...wanted.offsets], where);
          assert.equal([...found.lengths], [...wanted.lengths], where);
          assert.equal(found.columns.map(columnBytes), wanted.columns.map(columnBytes), where);
          if (program.withoutColumn.length > 0) continue;
          const columns = wanted.columns.map((column, index) =>
            program.columns[index]?.derived === true && round % 2 === 0 ? undefined : column,
          );
          const written = expected.writeBatch(columns, wanted.rows);
          assert.equal(copied(machine.writeBatch(columns, wanted.rows)), copied(written), `${where} written`);
          if (written !== undefined) continue;
          assert.equal(answerOf(machine), answerOf(expected), `${where} written`);
        }
      });
    }
  }
});
