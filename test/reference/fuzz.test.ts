import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { codecOf } from '../../src/message/codec.js';
import { recordOf } from '../../src/columns/decode-batch.js';
import { featuresOf } from '../../src/message/features.js';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import { type ColumnArray, type ListColumn, typeOf } from '../../src/schema/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { rounds, suite } from '../harness/index.js';
import { outcomeOf } from '../robustness/round-trip.js';
import { difference, shown } from '../robustness/same-value.js';
import { CATALOGUE } from './catalogue.js';
import { generator, randomBytes } from './random-bytes.js';
import { withoutDerived } from './without-derived.js';
import { runnerOf } from './program-runner.js';

const ROUNDS = rounds(3000, 400);

/** Of a list, the lengths: its offsets move where padding goes. */
const bytesOf = (column: ColumnArray | ListColumn): Uint8Array => {
  const { buffer, byteOffset, byteLength } = 'data' in column ? column.lengths : column;
  return new Uint8Array(buffer, byteOffset, byteLength);
};

suite('reference engine: random messages', (test) => {
  for (const [name, layout] of Object.entries(CATALOGUE)) {
    const program = compile(layout, DEFAULT_LIMITS);
    const next = generator(name.length);

    test(`${name}: what was read can be written, and reads the same again`, () => {
      const codec = codecOf(createReferenceEngine(), typeOf(layout.root.node), program);
      const { machine } = recordOf(featuresOf(codec));
      let good = 0;
      for (let round = 0; round < ROUNDS; round++) {
        const message = randomBytes(next);
        if (!machine.check(message)) continue;
        good++;
        const { length } = machine.outcome;
        assert.ok(length <= message.length);
        const value: object = codec.decode(message);
        // What no member holds stands at its place: it belongs to the offsets and lengths that are given with it.
        const isLaidOut = 'unknownTail' in value || 'unknownGaps' in value;
        for (const given of isLaidOut ? [value] : [value, withoutDerived(program, value)]) {
          const isWhole = given === value;
          const written = outcomeOf(() => codec.encode(given));
          if ('error' in written) throw new Error(`${name}: ${message} is ${shown(given)}: ${shown(written.error)}`);
          if (isWhole) assert.is(written.value.length, length, `${name}: ${message}`);
          const again: object = codec.decode(written.value);
          const found = difference(given, isWhole ? again : withoutDerived(program, again));
          assert.is(found, undefined, `${name}: ${message} became ${written.value}`);
        }
      }
      if (!['checks', 'checksums'].includes(name)) assert.ok(good > ROUNDS / 150, `only ${good} messages were good`);
    });

    test(`${name}: a batch is the messages one by one, and its columns write them again`, () => {
      const machine = runnerOf(createReferenceEngine(), program);
      for (let round = 0; round < ROUNDS / 10; round++) {
        const stream = randomBytes(next);
        const batch = machine.readBatch(stream, Infinity);
        const outcome = { ...machine.outcome };
        for (let row = 0; row < batch.rows; row++) {
          const start = batch.offsets[row] as number;
          assert.ok(machine.check(stream.subarray(start)), `${name}: row ${row} of ${stream}`);
          assert.is(machine.outcome.length, batch.lengths[row]);
        }
        if (outcome.status !== K.OK) {
          assert.is(machine.check(stream.subarray(outcome.recordOffset)), false);
          assert.is(machine.outcome.status, outcome.status);
          assert.is(machine.outcome.want, outcome.want);
        }
        if (program.withoutColumn.length > 0) continue;
        const written = machine.writeBatch(batch.columns, batch.rows);
        // Records that are longer than their parts, and chains that have no last record, cannot be told from columns.
        if (written === undefined && machine.outcome.status === K.DISAGREE && program.words[K.P_RULE] !== K.RULE_FIXED)
          continue;
        assert.ok(written, `${name}: ${stream} ${JSON.stringify(machine.outcome)}`);
        const again = machine.readBatch(written, Infinity);
        assert.is(again.rows, batch.rows);
        assert.equal(again.columns.map(bytesOf), batch.columns.map(bytesOf));
      }
    });
  }
});
