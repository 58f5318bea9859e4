/** What the benchmark draws cannot be learned: by a branch predictor it would be, where it repeats. */
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { script } from './scripts.js';

const { generator } = await script('random.mjs');
const { recordsOf } = await script('records.mjs');
const { messagesOf, MESSAGES } = await script('w2-messages.mjs');

const BYTES = 4e6;
/** A run of so many types is one of 8^13, of so many lengths one of 65^7: among 140,000 and 60,000 one comes twice with a chance of 1 to 56 and 1 to 2,700. */
const TYPES_IN_A_ROW = 13;
const LENGTHS_IN_A_ROW = 7;
const MOST_LAG = 4096;

suite('benchmark input', (test) => {
  test('the generator is xoshiro128**: what its authors’ program gives for the state 1, 2, 3, 4', () => {
    const have = Array.from({ length: 10 }, generator([1, 2, 3, 4]));
    const want = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];
    assert.equal(have, want);
  });

  test('it gives the same each time', () => {
    assert.equal(recordsOf('W1', 5000).input, recordsOf('W1', 5000).input);
    assert.equal(messagesOf(5000).input, messagesOf(5000).input);
  });

  test('types of messages come equally often, and no run of them twice', () => {
    const types = fieldsOf(messagesOf(BYTES).input, 0, (view, at) => view.getUint32(at + 4, true));
    assert.ok(types.length > 130_000, String(types.length));
    assertUniform(types, Object.keys(MESSAGES).length);
    assertUnlearnable(types, Object.keys(MESSAGES).length, TYPES_IN_A_ROW);
  });

  test('lengths of payloads too', () => {
    const lengths = fieldsOf(recordsOf('W1', BYTES).input, 24, (view, at) => 28 + view.getUint32(at + 24, true));
    assert.ok(lengths.length > 60_000, String(lengths.length));
    assertUniform(lengths, 65);
    assertUnlearnable(lengths, 65, LENGTHS_IN_A_ROW);
  });
});

/** A word of each record, read without the code that the benchmark reads them by. */
function fieldsOf(input: Uint8Array, offset: number, sizeOf: (view: DataView, at: number) => number): number[] {
  const view = new DataView(input.buffer, input.byteOffset, input.byteLength);
  const fields = [];
  for (let at = 0; at < input.length; at += sizeOf(view, at)) fields.push(view.getUint32(at + offset, true));
  return fields;
}

/** Every count is within five standard deviations of the mean. */
function assertUniform(drawn: readonly number[], kinds: number) {
  const counts = new Map<number, number>();
  for (const value of drawn) counts.set(value, (counts.get(value) ?? 0) + 1);
  assert.is(counts.size, kinds);
  const mean = drawn.length / kinds;
  const most = 5 * Math.sqrt(mean * (1 - 1 / kinds));
  for (const [value, count] of counts) assert.ok(Math.abs(count - mean) < most, `${value}: ${count}, not ${mean}`);
}

/** Neither do values follow those of some draws before, nor is there a run that has been there. */
function assertUnlearnable(drawn: readonly number[], kinds: number, inARow: number) {
  for (let lag = 1; lag <= MOST_LAG; lag++) {
    let same = 0;
    for (let index = lag; index < drawn.length; index++) if (drawn[index] === drawn[index - lag]) same++;
    const pairs = drawn.length - lag;
    const most = 6 * Math.sqrt((pairs / kinds) * (1 - 1 / kinds));
    assert.ok(Math.abs(same - pairs / kinds) < most, `${same} of ${pairs} are as ${lag} before`);
  }
  const runs = new Set<string>();
  for (let index = 0; index + inARow <= drawn.length; index++) runs.add(drawn.slice(index, index + inARow).join(' '));
  assert.is(runs.size, drawn.length - inARow + 1, `runs of ${inARow} come twice`);
}
