import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { ValueWriter } from '../../src/message/value-writer.js';
import { compile, DEFAULT_LIMITS, type Limits, type Outcome } from '../../src/program/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import {
  anonymous,
  array,
  at,
  bool32,
  bool8,
  bytes,
  checksum,
  f32,
  layoutOf,
  packedAbi,
  struct,
  text,
  u16,
  u32,
  u8,
  union,
  type AnyType,
  type Layout,
} from '../../src/schema/index.js';
import { suite } from '../harness/index.js';
import { CATALOGUE } from './catalogue.js';
import { runnerOf } from './program-runner.js';

const load = (layout: Layout, limits: Partial<Limits> = {}) => {
  const program = compile(layout, { ...DEFAULT_LIMITS, ...limits });
  return { program, machine: runnerOf(createReferenceEngine(), program) };
};

const packedLayout = (type: AnyType): Layout => layoutOf(type, packedAbi(1));

interface Refusal {
  status: number;
  path?: string;
  field?: number;
  want?: number;
  have?: number;
  indices?: number[];
}

const assertOutcome = (paths: readonly string[], outcome: Outcome, expected: Refusal, what: string): void => {
  const path = outcome.op < 0 ? undefined : paths[outcome.op];
  const { status, fieldOffset: field, want, have, indices } = outcome;
  const found: Record<string, unknown> = { status, path, field, want, have, indices };
  for (const [key, value] of Object.entries(expected)) assert.equal(found[key], value, `${key} of ${what}`);
};

const entry = (name: string): Layout => CATALOGUE[name] as Layout;

/** Layout, message, and what is wrong with it. */
const READS: [string, Layout, number[], Refusal][] = [
  ['fixed part', entry('counted by u64'), [1, 2, 3], { status: K.TRUNCATED_HEADER, field: 0, want: 8, have: 3 }],
  ['count', entry('counted bytes'), [5, 1, 2], { status: K.DATA_OVERRUN, path: 'data', field: 1, want: 5, have: 2 }],
  [
    'huge count',
    entry('counted by u64'),
    [0, 0, 0, 0, 0, 0, 0, 0x80],
    { status: K.DATA_OVERRUN, path: 'items', want: 2 ** 65, have: 0 },
  ],
  [
    'negative count',
    entry('counted in bytes'),
    [0xfe, 0],
    { status: K.LENGTH_FIELD, path: 'items', want: 0, have: -2 },
  ],
  [
    'odd count',
    entry('counted in bytes'),
    [3, 0, 0, 0, 0],
    { status: K.LENGTH_FIELD, path: 'items', want: 2, have: 3 },
  ],
  [
    'capacity',
    entry('capacity'),
    [4, 0, ...zeros(20)],
    { status: K.COUNT_OVER_CAPACITY, path: 'items', field: 2, want: 4, have: 3 },
  ],
  [
    'short length',
    entry('total length and rest'),
    [1, 0, 0],
    { status: K.LENGTH_FIELD, path: 'Size', want: 2, have: 1 },
  ],
  [
    'long length',
    entry('total length and rest'),
    [9, 0, 0],
    { status: K.DATA_OVERRUN, path: 'Size', want: 9, have: 3 },
  ],
  ['distance', entry('chain'), [7, 0, 0, 0], { status: K.DATA_OVERRUN, path: 'Next', want: 7, have: 4 }],
  ['name in a chain', entry('chain'), [4, 3, 0, 0, 0], { status: K.DATA_OVERRUN, path: 'Name', want: 3, have: 2 }],
  [
    'terminator',
    entry('terminated'),
    [0, 0, 1, 0, 0],
    { status: K.UNTERMINATED, path: 'name', field: 2, want: 2, have: 3 },
  ],
  ['tag of a sized union', entry('sized'), [9, 0], { status: K.UNKNOWN_TAG, path: 'body', field: 1, want: 0, have: 9 }],
  [
    'arm of a sized union',
    entry('sized'),
    [1, 0, 0],
    { status: K.DATA_OVERRUN, path: 'body.B', field: 1, want: 4, have: 2 },
  ],
  [
    'offset',
    entry('pointed'),
    [1, 0, 40, 0, 0, 0, 0, 0],
    { status: K.OFFSET_OUTSIDE, path: 'Table', field: 2, want: 40, have: 8 },
  ],
  [
    'offset in an element',
    entry('pointed'),
    [2, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 99, 0, 1, 0],
    { status: K.OFFSET_OUTSIDE, path: 'Table[].Name', field: 12, want: 99, have: 16, indices: [1] },
  ],
  [
    'part behind an offset',
    entry('pointed'),
    [0, 0, 0, 0, 1, 0, 0, 0],
    { status: K.DATA_OVERRUN, path: 'Body', field: 5, want: 8, have: 3 },
  ],
  ['magic', entry('checks'), zeros(24), { status: K.WRONG_MAGIC, path: 'a', want: 0x4d43, have: 0 }],
  [
    'range',
    entry('checks'),
    [0x43, 0x4d, 0x80, ...zeros(21)],
    { status: K.OUT_OF_RANGE, path: 'b', want: -2, have: -128 },
  ],
  [
    'range above',
    entry('checks'),
    [0x43, 0x4d, 4, ...zeros(21)],
    { status: K.OUT_OF_RANGE, path: 'b', want: 3, have: 4 },
  ],
  [
    'wide range',
    entry('checks'),
    [0x43, 0x4d, 3, ...zeros(21)],
    { status: K.OUT_OF_RANGE, path: 'c', want: 5, have: 0 },
  ],
  [
    'float range',
    entry('checks'),
    [0x43, 0x4d, 3, 9, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0xc0, 0x7f, ...zeros(9)],
    { status: K.OUT_OF_RANGE, path: 'd', want: 1, have: NaN },
  ],
  [
    'strict enum',
    entry('checks'),
    [0x43, 0x4d, 3, 9, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 3, ...zeros(8)],
    { status: K.UNKNOWN_ENUM, path: 'e', have: 3 },
  ],
  [
    'range in an arm',
    entry('union with checks'),
    [101, 0],
    { status: K.OUT_OF_RANGE, path: 'halves.lo', field: 0, want: 100, have: 101 },
  ],
  [
    'wide magic',
    entry('checks'),
    [0x43, 0x4d, 3, 9, 0, 0, 0, 0, 0, 0, 0x80, 0, 0, 0, 0, 2, ...zeros(8)],
    { status: K.WRONG_MAGIC, path: 'f', want: -2, have: 0 },
  ],
  [
    'checksum in an element',
    entry('checksums'),
    [0, 0, 0, 1, 1, 1, 2, ...zeros(8)],
    { status: K.WRONG_CHECKSUM, path: 'items[].sum', field: 6, want: 1, have: 2, indices: [1] },
  ],
];

function zeros(count: number): number[] {
  return Array<number>(count).fill(0);
}

suite('reference engine: what is refused', (test) => {
  for (const [what, layout, message, expected] of READS) {
    test(`reading: ${what}`, () => {
      const { program, machine } = load(layout);
      assert.is(machine.check(Uint8Array.from(message)), false);
      assertOutcome(program.paths, machine.outcome, expected, what);
    });
  }

  test('a message above the limit, however it is measured', () => {
    const long = new Uint8Array(64);
    const limits = { messageBytes: 16 };
    const cases: [string, Layout, number[], number][] = [
      ['fixed', packedLayout(struct('', { a: bytes(20) })), [], 20],
      ['counted', entry('counted bytes'), [30], 31],
      ['length', entry('total length and rest'), [17], 17],
      ['last of a chain', entry('chain'), [0], 64],
      ['rest', entry('rest'), [], 64],
      ['pointed to', entry('pointed'), [0, 0, 0, 0, 10], 22],
      ['offset', entry('pointed'), [0, 0, 60], 60],
      ['offset from a field', entry('pointed'), [0, 0, 0, 0, 20], 24],
    ];
    for (const [what, layout, start, want] of cases) {
      const { program, machine } = load(layout, limits);
      const message = long.slice();
      message.set(start);
      assert.is(machine.check(message), false, what);
      assertOutcome(program.paths, machine.outcome, { status: K.LIMIT_MESSAGE_BYTES, want, have: 16, field: 0 }, what);
      assert.is(machine.outcome.op, -1);
      const batch = machine.readBatch(message, Infinity);
      assert.is(batch.rows, 0);
      assertOutcome(program.paths, machine.outcome, { status: K.LIMIT_MESSAGE_BYTES, want, have: 16 }, what);
    }
  });

  test('what the limit did not cut is wrong in its own right', () => {
    const { machine } = load(entry('counted bytes'), { messageBytes: 16 });
    const message = new Uint8Array(32);
    message[0] = 200;
    assert.is(machine.check(message), false);
    assert.is(machine.outcome.status, K.DATA_OVERRUN);
  });

  test('counts and offsets above their limits', () => {
    const counted = load(entry('counted bytes'), { count: 3 });
    assert.is(counted.machine.check(Uint8Array.of(4, 1, 2, 3, 4)), false);
    assertOutcome(
      counted.program.paths,
      counted.machine.outcome,
      { status: K.LIMIT_COUNT, path: 'data', want: 4, have: 3 },
      '',
    );
    assert.ok(counted.machine.check(Uint8Array.of(3, 1, 2, 3)));
    const pointed = load(entry('pointed'), { offset: 4 });
    assert.is(pointed.machine.check(Uint8Array.of(0, 0, 5, 0, 0, 0, 0, 0)), false);
    assertOutcome(
      pointed.program.paths,
      pointed.machine.outcome,
      { status: K.LIMIT_OFFSET, path: 'Table', want: 5, have: 4 },
      '',
    );
  });

  test('a short message whose offsets all point to one long part', () => {
    const Item = struct('', { Offset: u16, Bytes: u16, Data: at('Offset', bytes('Bytes')) });
    const { machine } = load(packedLayout(struct('BOMB', { n: u16, items: array(Item, 'n') })), { messageBytes: 4096 });
    const message = new Uint8Array(4096);
    const view = new DataView(message.buffer);
    view.setUint16(0, 1000, true);
    for (let item = 0; item < 1000; item++) view.setUint16(4 + item * 4, 4096, true);
    assert.is(machine.check(message), false);
    assert.is(machine.outcome.status, K.LIMIT_MESSAGE_BYTES);
  });

  test('nothing is read outside the bytes, and the machine is usable after any failure', () => {
    const { machine } = load(entry('checksums'));
    const wholeBuffer = new Uint8Array(64).fill(0xff);
    assert.is(machine.check(wholeBuffer.subarray(20, 24)), false);
    assert.equal({ ...machine.outcome }, { ...machine.outcome, status: K.TRUNCATED_HEADER, have: 4 });
  });
});

suite('what is not written', (test) => {
  const write = (layout: Layout, value: unknown, limits?: Partial<Limits>) => {
    const { program, machine } = load(layout, limits);
    const writer = new ValueWriter(program, () => machine);
    const written = writer.write(value)?.slice();
    return {
      written: written && [...written],
      refused: (expected: Refusal) => assertOutcome(program.paths, writer.failure, expected, ''),
    };
  };

  test('arms that disagree', () => {
    const layout = packedLayout(
      struct('', { u: union('', { a: u16, b: struct('', { lo: u8, hi: u8 }), t: text('ascii', 2) }) }),
    );
    assert.equal(write(layout, { u: { a: 0x4241, b: { lo: 0x41, hi: 0x42 }, t: 'AB' } }).written, [0x41, 0x42]);
    assert.equal(write(layout, { u: { b: { lo: 1, hi: 2 } } }).written, [1, 2]);
    const wrong = write(layout, { u: { a: 0x4241, b: { lo: 0x41, hi: 0x43 } } });
    assert.is(wrong.written, undefined);
    wrong.refused({ status: K.DISAGREE, path: 'u.a', field: 0, want: 0x4341, have: 0x4241 });
    const short = write(layout, { u: { a: 0x4241, t: 'A' } });
    short.refused({ status: K.DISAGREE, path: 'u.a', field: 0, want: 0x41, have: 0x4241 });
  });

  test('an arm of which some members are given is compared with the others', () => {
    const Halves = struct('', { lo: u8, hi: u8 });
    const layout = packedLayout(union('', { a: u16, b: anonymous(Halves) }));
    assert.equal(write(layout, { a: 0x0201, hi: 2 }).written, [1, 2]);
    write(layout, { a: 0x0201, hi: 3 }).refused({ status: K.DISAGREE, path: 'hi', field: 1, want: 2, have: 3 });
  });

  test('a true that another arm spells otherwise keeps its bits', () => {
    const layout = packedLayout(union('', { value: u32, flag: bool32 }));
    assert.equal(write(layout, { value: 7, flag: true }).written, [7, 0, 0, 0]);
  });

  test('arms inside an array that disagree are told with their index', () => {
    const Both = union('', { a: u16, b: array(u8, 2) });
    const layout = packedLayout(struct('', { list: array(Both, 2) }));
    const list = (second: number[]) => ({
      list: [
        { a: 1, b: [1, 0] },
        { a: 2, b: second },
      ],
    });
    assert.equal(write(layout, list([2, 0])).written, [1, 0, 2, 0]);
    write(layout, list([2, 1])).refused({ status: K.DISAGREE, path: 'list[].a', field: 2, indices: [1], have: 2 });
    const inner = union('', { b: array(u8, 2), a: array(u8, 2) });
    const deep = packedLayout(struct('', { list: array(inner, 2) }));
    const last = { b: [3, 4], a: [3, 5] };
    write(deep, { list: [{ a: [1, 2] }, last] }).refused({
      status: K.DISAGREE,
      path: 'list[].b[]',
      field: 3,
      indices: [1, 1],
      want: 5,
      have: 4,
    });
  });

  test('what is wrong in a value by itself is told before what does not go together', () => {
    const layout = packedLayout(struct('', { u: union('', { a: u8, b: u8 }), c: u8 }));
    assert.throws(() => write(layout, { u: { a: 1, b: 2 }, c: 'x' }), /wrong type in c/);
    write(layout, { u: { a: 1, b: 2 }, c: 3 }).refused({ status: K.DISAGREE, path: 'u.a' });
    assert.throws(() => write(layout, { u: { a: 1, b: 2 }, c: 256 }, { messageBytes: 1 }), /out of range in c/);
  });

  test('lengths, offsets and checksums that are given and wrong', () => {
    const total = entry('total length and rest');
    const length = (Size: number | undefined, data: number) => ({ Size, Kind: 9, data: [...Array(data).keys()] });
    assert.equal(write(total, length(undefined, 2)).written, [6, 9, 0, 0, 1, 0]);
    assert.equal(write(total, length(8, 2)).written, [8, 9, 0, 0, 1, 0, 0, 0]);
    write(total, length(4, 2)).refused({ status: K.DISAGREE, path: 'Size', field: 0, want: 6, have: 4 });
    write(total, length(undefined, 127)).refused({ status: K.OUT_OF_RANGE, path: 'Size', want: 255, have: 256 });
    write(total, length(undefined, 9), { messageBytes: 16 }).refused({
      status: K.LIMIT_MESSAGE_BYTES,
      want: 20,
      have: 16,
    });

    const pointed = packedLayout(struct('', { Offset: u8, n: u8, Data: at('Offset', bytes('n')) }));
    const part = (Offset: number | undefined, data: number[]) => ({ Offset, Data: new Uint8Array(data) });
    assert.equal(write(pointed, part(undefined, [5])).written, [2, 1, 5]);
    assert.equal(write(pointed, part(4, [5])).written, [4, 1, 0, 0, 5]);
    assert.equal(write(pointed, part(undefined, [])).written, [0, 0]);
    assert.equal(write(pointed, part(200, [])).written, [200, ...new Uint8Array(199)]);
    write(pointed, part(1, [5])).refused({ status: K.DISAGREE, path: 'n', field: 1, want: 5, have: 1 });

    const summed = packedLayout(struct('', { a: u16, sum: checksum(u8, 'sum-8') }));
    assert.equal(write(summed, { a: 0x0102 }).written, [2, 1, 3]);
    assert.equal(write(summed, { a: 0x0102, sum: 3 }).written, [2, 1, 3]);
    write(summed, { a: 0x0102, sum: 4 }).refused({ status: K.DISAGREE, path: 'sum', field: 2, want: 3, have: 4 });
  });

  test('a part that lies over the offset of another, which is not given', () => {
    const layout = packedLayout(
      struct('', { o1: u8, o2: u8, n: u8, one: at('o1', bytes('n')), two: at('o2', bytes('n')) }),
    );
    const value = (o2: number, two: number) => ({ o2, one: new Uint8Array([7]), two: new Uint8Array([two]) });
    assert.equal(write(layout, value(0, 3)).written, [3, 0, 1, 7]);
    write(layout, value(0, 4)).refused({ status: K.DISAGREE, path: 'o1', field: 0, want: 0, have: 0 });
  });

  test('of several offsets that others lie over the first is told', () => {
    const layout = packedLayout(
      struct('', { o1: u8, o2: u8, o3: u8, one: at('o1', u8), two: at('o2', u8), three: at('o3', u16) }),
    );
    const value = { o3: 0, one: 1, two: 2, three: 0x0909 };
    write(layout, value).refused({ status: K.DISAGREE, path: 'o1', field: 0, want: 0, have: 0 });
  });

  test('a true that takes another form changes what is summed, and leaves the length what it is', () => {
    const over = { o: u8, b: bool32, v: at('o', u8) };
    const summed = packedLayout(struct('', { sum: checksum(u8, 'sum-8'), ...over }));
    assert.equal(write(summed, { o: 2, b: true, v: 0 }).written, [0xff, 2, 0, 0xff, 0xff, 0xff]);
    const long = packedLayout(struct('', { n: u8, p: u8, ...over, c: at('p', bool8) }, { length: 'n' }));
    assert.equal(write(long, { p: 0, o: 3, b: true, v: 0, c: true }).written, [7, 0, 3, 0, 0xff, 0xff, 0xff]);
  });

  test('arms inside an arm settle among themselves before they are compared with what is around them', () => {
    const Inner = union('', { flag: bool32, low: u8 });
    const layout = packedLayout(union('', { a: u32, b: struct('', { u: Inner }) }));
    const value = (a: number) => ({ a, b: { u: { flag: true, low: 0 } } });
    assert.equal(write(layout, value(0x100)).written, [0, 1, 0, 0]);
    write(layout, value(0)).refused({ status: K.DISAGREE, path: 'a', want: 0xffffff00, have: 0 });
  });

  test('a NaN is written with the same bits, whatever it came with', () => {
    const [odd] = new Float32Array(Uint32Array.of(0xffabcdef).buffer);
    assert.equal(write(packedLayout(struct('', { a: f32 })), { a: odd }).written, [0, 0, 0xc0, 0x7f]);
  });

  test('an empty text behind an offset still has its terminator', () => {
    const layout = packedLayout(struct('', { Offset: u8, Name: at('Offset', text('ascii', { until: 'nul' })) }));
    assert.equal(write(layout, { Name: '' }).written, [1, 0]);
  });

  test('values that its own checks refuse', () => {
    write(entry('checks'), { b: 9, c: 5n, d: 0, e: 0 }).refused({
      status: K.OUT_OF_RANGE,
      path: 'b',
      want: 3,
      have: 9,
    });
  });
});

suite('reference engine: columns that are not written', (test) => {
  const writeColumns = (layout: Layout, columns: Record<string, never>, rows: number) => {
    const { program, machine } = load(layout);
    const given = program.columns.map(({ path }) => columns[path]);
    const written = machine.writeBatch(given, rows);
    return {
      written: written && [...written],
      refused: (expected: Refusal & { record?: number }) => {
        const { record, ...rest } = expected;
        assertOutcome(program.paths, machine.outcome, rest, '');
        if (record !== undefined) assert.is(machine.outcome.recordOffset, record);
      },
    };
  };
  const listOf = (...rows: number[][]) => {
    const offsets: number[] = [];
    let at = 0;
    for (const row of rows) {
      offsets.push(at);
      at += row.length;
    }
    return {
      data: Uint8Array.from(rows.flat()),
      offsets: Uint32Array.from(offsets),
      lengths: Uint32Array.from(rows, (row) => row.length),
    };
  };

  test('counts are derived, and must be right where they are given', () => {
    const layout = entry('counted bytes');
    const data = listOf([7], [], [8, 9]) as never;
    assert.equal(writeColumns(layout, { data }, 3).written, [1, 7, 0, 2, 8, 9]);
    assert.equal(writeColumns(layout, { data, n: Uint8Array.of(1, 0, 2) as never }, 3).written, [1, 7, 0, 2, 8, 9]);
    writeColumns(layout, { data, n: Uint8Array.of(1, 0, 3) as never }, 3).refused({
      status: K.DISAGREE,
      path: 'n',
      want: 2,
      have: 3,
      indices: [2],
      record: 3,
    });
    const items = listOf([1, 2, 3]) as never;
    writeColumns(entry('counted in bytes'), { items }, 1).refused({
      status: K.LENGTH_FIELD,
      path: 'items',
      want: 2,
      have: 3,
      indices: [0],
    });
  });

  test('chains get their distances and padding', () => {
    const Name = listOf([7], [], [8, 9]) as never;
    const chain = entry('chain');
    assert.equal(writeColumns(chain, { Name }, 3).written, [4, 1, 7, 0, 4, 0, 0, 0, 0, 2, 8, 9]);
    writeColumns(chain, { Name, Next: Uint8Array.of(4, 0, 0) as never }, 3).refused({
      status: K.DISAGREE,
      path: 'Next',
      want: 4,
      have: 0,
      indices: [1],
      record: 4,
    });
  });

  test('values must fit their bits', () => {
    const layout = packedLayout(struct('', { a: u8, b: u8 }));
    const a = Uint16Array.of(1, 256) as never;
    writeColumns(layout, { a, b: Uint8Array.of(1, 2) as never }, 2).refused({
      status: K.OUT_OF_RANGE,
      path: 'a',
      want: 0,
      have: 256,
      indices: [1],
      record: 2,
    });
  });
});
