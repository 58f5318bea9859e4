import * as assert from 'uvu/assert';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import {
  type ColumnArray,
  type ListColumn,
  bytes,
  layoutOf,
  struct,
  u16,
  u32,
  u64,
  u8,
  type Layout,
} from '../../src/schema/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { interpretedSuite } from '../harness/index.js';
import { generator } from './random-bytes.js';
import { runnerOf } from './program-runner.js';

const KIB = 1024;
const data = bytes('n');
const PLAIN = layoutOf(struct('PLAIN', { a: u8, b: u16, n: u32, data }));
const FRAMED = layoutOf(struct('FRAMED', { a: u8, b: u16, n: u32, c: u64, d: u32, e: u16, f: u32, data }));
const ALIGNED = layoutOf(struct('ALIGNED', { a: u8, b: u16, n: u32, data }, { startAlign: 8 }));
const FIXED = layoutOf(struct('FIXED', { a: u8, b: u16, c: u32 }));
const SPACED = layoutOf(struct('SPACED', { a: u8, b: u16, c: u32 }, { startAlign: 32 }));

/** Records whose parts of varying length are as long as `tails` says, in turn, until there are `least` bytes. */
function stream({ root }: Layout, least: number, tails: readonly number[]): Uint8Array {
  const next = generator(least);
  const { startAlign } = root.node.options;
  const input = new Uint8Array(least + root.fixedBytes + Math.max(...tails) + startAlign);
  const view = new DataView(input.buffer);
  let end = 0;
  for (let row = 0; end < least; row++) {
    const at = Math.ceil(end / startAlign) * startAlign;
    const tail = tails[row % tails.length] as number;
    view.setUint8(at, next() & 0xff);
    view.setUint16(at + 2, next() & 0xffff, true);
    view.setUint32(at + 4, tail, true);
    end = at + root.fixedBytes + tail;
  }
  return input.subarray(0, end);
}

const arrays = (column: ColumnArray | ListColumn): ColumnArray[] =>
  'data' in column ? [column.offsets, column.lengths] : [column];

interpretedSuite('batches in pieces', 'engine to run programs on', (test, { engine }) => {
  const cases: [string, Layout, Uint8Array][] = [
    ['one piece', PLAIN, stream(PLAIN, 200 * KIB, [0, 3, 64])],
    ['three pieces whose columns fit together', PLAIN, stream(PLAIN, 700 * KIB, [20, 65, 300])],
    ['three pieces, aligned records', ALIGNED, stream(ALIGNED, 700 * KIB, [20, 65, 300])],
    ['framed with windows', FRAMED, stream(FRAMED, 700 * KIB, [20, 65, 300, 0])],
    ['framed with windows, a record longer than a piece', FRAMED, stream(FRAMED, 900 * KIB, [9, 50, 400 * KIB, 5])],
    ['columns that are full within a piece', PLAIN, stream(PLAIN, 250 * KIB, [0])],
    ['columns that are full several times', PLAIN, stream(PLAIN, 1500 * KIB, [0, 1, 17])],
    ['a record longer than a piece behind others', PLAIN, stream(PLAIN, 900 * KIB, [9, 50, 400 * KIB, 5])],
    ['a record longer than a piece before others', ALIGNED, stream(ALIGNED, 1200 * KIB, [600 * KIB, 9, 50])],
    ['records of one length', FIXED, stream(FIXED, 300 * KIB, [0])],
    ['records of one length, apart', SPACED, stream(SPACED, 300 * KIB, [0])],
  ];
  for (const [name, layout, input] of cases) {
    test(name, () => {
      const program = compile(layout, DEFAULT_LIMITS);
      const want = runnerOf(createReferenceEngine(), program).readBatch(input, 1 << 24);
      for (const maxRows of [1 << 24, want.rows, want.rows - 1, want.rows >> 1]) {
        const have = runnerOf(engine, program).readBatch(input, maxRows);
        assert.is(have.rows, Math.min(maxRows, want.rows));
        if (have.rows === want.rows) assert.is(have.consumed, want.consumed);
        const pairs = [
          [have.offsets, want.offsets],
          [have.lengths, want.lengths],
          ...have.columns.flatMap((column, index) =>
            arrays(column).map((array, half) => [array, arrays(want.columns[index] as ColumnArray)[half]]),
          ),
        ] as [ColumnArray, ColumnArray][];
        for (const [index, [array, expected]] of pairs.entries()) {
          const wrong = array.findIndex((value: number | bigint, row: number) => value !== expected[row]);
          assert.is(wrong, -1, `${maxRows} rows: column ${index}, row ${wrong}`);
          assert.is(array.length, have.rows);
        }
      }
    });

    test(`${name}, cut short`, () => {
      const machine = runnerOf(engine, compile(layout, DEFAULT_LIMITS));
      const whole = machine.readBatch(input, 1 << 24);
      const { rows } = whole;
      const last = whole.offsets[rows - 1];
      const cut = machine.readBatch(input.subarray(0, input.length - 1), 1 << 24);
      assert.is(machine.outcome.recordOffset, last);
      assert.is(cut.rows, rows - 1);
    });
  }
});
