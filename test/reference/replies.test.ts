import * as assert from 'uvu/assert';
import { createCodecWith } from '../../src/message/index.js';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import { cursorFactory, type RecordFrame } from '../../src/cursor/index.js';
import { layoutOf } from '../../src/schema/index.js';
import {
  anonymous,
  array,
  bytes,
  CastbufError,
  magic,
  packedAbi,
  range,
  struct,
  tagged,
  text,
  u16,
  u8,
  type AnyType,
  type InferView,
} from '../../src/surface.js';
import { suite } from '../harness/index.js';
import { Data, Item, REPLY_CASES } from './reply-cases.js';

const ABI = packedAbi(1);
const AT = 5;
const DIRT = 0xee;

interface Reply<T extends AnyType> {
  readonly view: InferView<T>;
  readonly frame: RecordFrame;
  readonly memory: Uint8Array;
  /** The reply as far as its fixed part and the tail that was set reach. */
  message(): Uint8Array;
}

/** A reply in `room` bytes: its fixed part is zero, everything else is dirty. */
function replyOf<T extends AnyType>(type: T, room: number): Reply<T> {
  const program = compile(layoutOf(type, ABI), DEFAULT_LIMITS);
  const memory = new Uint8Array(AT + room + 9).fill(DIRT);
  memory.fill(0, AT, AT + program.leastBytes);
  const { view, frame } = cursorFactory(program).framed(new DataView(memory.buffer), { growable: true });
  frame.move(AT, room);
  return {
    view: view as InferView<T>,
    frame,
    memory,
    message: () => memory.slice(AT, AT + Math.max(program.leastBytes, frame.written)),
  };
}

const thrown = (call: () => unknown): CastbufError => {
  try {
    call();
  } catch (error) {
    if (error instanceof CastbufError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

suite('replies', (test) => {
  for (const [name, { type, value, write, path }] of Object.entries(REPLY_CASES)) {
    const codec = createCodecWith(createReferenceEngine(), type, { abi: ABI });
    const wanted = codec.encode(value);

    test(`what is set is what encode gives: ${name}`, () => {
      // The arm of a union is fixed before its tail is set, and dirty until then: its members are set or zero.
      for (const room of [wanted.length, wanted.length + 1, 200]) {
        const { view, frame, memory, message } = replyOf(type, room);
        memory.fill(0, AT, AT + wanted.length - (name.includes('arm') ? 2 : wanted.length));
        write(view);
        assert.equal(message(), wanted);
        assert.is(frame.written, wanted.length);
        assert.ok(
          memory.subarray(0, AT).every((byte) => byte === DIRT),
          'nothing before the reply is written',
        );
        assert.ok(
          memory.subarray(AT + wanted.length).every((byte) => byte === DIRT),
          'nor behind it',
        );
        frame.move(AT, room);
        assert.is(frame.written, 0);
      }
    });

    test(`what is assigned is what encode gives: ${name}`, () => {
      const { view, memory, frame, message } = replyOf(type, wanted.length);
      memory.fill(0, AT, AT + wanted.length);
      for (const member of Object.keys(value as object)) {
        (view as Record<string, unknown>)[member] = (value as Record<string, unknown>)[member];
      }
      assert.equal(message(), wanted);
      assert.is(frame.written, wanted.length);
    });

    test(`one byte too little room: ${name}`, () => {
      const { view, frame, memory } = replyOf(type, wanted.length - 1);
      memory.fill(0, AT, AT + wanted.length - (name.includes('arm') ? 2 : wanted.length));
      const error = thrown(() => write(view));
      assert.is(error.code, 'ERR_TARGET_TOO_SMALL');
      assert.is(error.path, path);
      assert.is((error.want as number) - (error.have as number), 1);
      assert.is(frame.written, 0);
      assert.ok(memory.subarray(AT + wanted.length - 1).every((byte) => byte === DIRT));
    });
  }

  test('a tail that is set again is as long as the last time, and counted so', () => {
    const { view, frame, memory, message } = replyOf(Data, 40);
    view.data = new Uint8Array(20).fill(7);
    view.data = Uint8Array.of(9);
    assert.equal(message(), Uint8Array.of(0, 1, 0, 9));
    view.data = new Uint8Array(0);
    assert.equal([view.size, frame.written], [0, 3]);
    assert.ok(
      memory.subarray(AT, AT + 23).every((byte) => byte === 0),
      'nothing stays of a longer one',
    );
    assert.ok(memory.subarray(AT + 23).every((byte) => byte === DIRT));
  });

  test('what was in the room before is not shown and not sent', () => {
    const open = replyOf(struct('Open', { kind: u8, data: bytes() }), 20);
    assert.equal(open.view.data, new Uint8Array(0));
    const terminated = replyOf(struct('Terminated', { kind: u8, name: text('ascii', { until: 'nul' }) }), 20);
    assert.is(terminated.view.name, '');
    const list = replyOf(struct('List', { count: u8, items: array(Item, 'count') }), 30);
    list.view.items.length = 3;
    assert.equal(list.message(), Uint8Array.of(3, ...new Uint8Array(9)));
    list.view.items.at(2).id = 0xffff;
    list.view.items.length = 2;
    list.view.items.length = 3;
    assert.is(list.view.items.at(2).id, 0, 'an element that went and came back is new');
  });

  test('a part with a capacity lies in the fixed part: the capacity is its room', () => {
    const Type = struct('Type', {
      count: u8,
      size: u8,
      items: array(u16, 'count', { capacity: 3 }),
      name: text('utf-16le', 'size', { capacity: 2 }),
    });
    const codec = createCodecWith(createReferenceEngine(), Type, { abi: ABI });
    const { view, frame, message } = replyOf(Type, 100);
    view.items.length = 2;
    view.items.set(1, 0x102);
    view.name = 'x';
    assert.equal(message(), codec.encode({ items: [0, 0x102], name: 'x' }));
    assert.is(frame.written, 0, 'no tail was written');
    const before = message();
    const tooMany = thrown(() => (view.items.length = 4));
    assert.equal([tooMany.code, tooMany.path, tooMany.want, tooMany.have], ['ERR_TARGET_TOO_SMALL', 'items', 8, 6]);
    const tooLong = thrown(() => (view.name = 'xyz'));
    assert.equal([tooLong.code, tooLong.path, tooLong.want, tooLong.have], ['ERR_TARGET_TOO_SMALL', 'name', 6, 4]);
    assert.equal(message(), before);
  });

  test('a part with a capacity that becomes shorter leaves nothing behind', () => {
    const Type = struct('Type', {
      n: u8,
      items: array(u16, 'n', { capacity: 3 }),
      m: u8,
      name: text('ascii', 'm', { capacity: 4 }),
      k: u8,
      data: bytes('k', { capacity: 4 }),
    });
    const { view, message } = replyOf(Type, 40);
    view.items.length = 3;
    for (const index of [0, 1, 2]) view.items.set(index, 0x0909);
    view.items.length = 1;
    for (const name of ['abcd', 'x']) view.name = name;
    for (const size of [4, 0]) view.data = new Uint8Array(size).fill(7);
    assert.equal([...message()], [1, 9, 9, 0, 0, 0, 0, 1, 0x78, 0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('parts with a capacity inside elements', () => {
    const Type = struct('Type', { lists: array(struct('L', { n: u8, list: array(u8, 'n', { capacity: 2 }) }), 2) });
    const codec = createCodecWith(createReferenceEngine(), Type, { abi: ABI });
    const { view, message } = replyOf(Type, 100);
    const { list } = view.lists.at(1);
    list.length = 1;
    list.set(0, 9);
    assert.equal(message(), codec.encode({ lists: [{ list: [] }, { list: [9] }] }));
  });

  test('a count that its member cannot hold, or may not, is refused', () => {
    const Narrow = replyOf(struct('Narrow', { size: u8, data: bytes('size') }), 400);
    const error = thrown(() => (Narrow.view.data = new Uint8Array(256)));
    assert.equal([error.code, error.path], ['ERR_OUT_OF_RANGE', 'size']);
    const Limited = replyOf(struct('Limited', { count: range(u8, 0, 2), list: array(u8, 'count') }), 400);
    assert.is(thrown(() => (Limited.view.list.length = 3)).code, 'ERR_OUT_OF_RANGE');
    for (const { view, frame } of [Narrow, Limited]) {
      assert.is(frame.written, 0);
      assert.is((view as { size?: number; count?: number }).size ?? Limited.view.count, 0);
    }
  });

  test('values of the wrong kind are refused', () => {
    const { view, frame } = replyOf(Data, 100);
    for (const wrong of ['x', [1], new Uint16Array(2), null])
      assert.is(thrown(() => (view.data = wrong as never)).code, 'ERR_TYPE', String(wrong));
    const named = replyOf(struct('Named', { kind: u8, name: text('ascii', { until: 'nul' }) }), 100);
    assert.is(thrown(() => (named.view.name = 5 as never)).code, 'ERR_TYPE');
    assert.is(thrown(() => (named.view.name = 'a\0b')).code, 'ERR_TEXT');
    assert.is(thrown(() => (named.view.name = '€')).code, 'ERR_TEXT');
    const list = replyOf(struct('List', { count: u8, items: array(u8, 'count') }), 100);
    for (const wrong of [-1, 1.5, Number.NaN, '2'])
      assert.is(thrown(() => (list.view.items.length = wrong as never)).code, 'ERR_TYPE', String(wrong));
    assert.equal([frame.written, named.frame.written, list.frame.written], [0, 0, 0]);
  });

  test('what is refused leaves the part as it was set before', () => {
    const small = struct('Small', { size: u8, data: bytes('size') });
    const name = struct('Name', { size: u8, data: text('utf-8', 'size') });
    const capped = struct('Capped', { size: u8, data: text('ascii', 'size', { capacity: 6 }) });
    const ended = struct('Ended', { size: u8, data: text('ascii', { until: 'nul' }) });
    const fixed = struct('Fixed', { data: text('ascii', 4) });
    const list = struct('List', { size: u8, data: array(u16, 'size') });
    const cases: [type: AnyType, good: unknown, wrong: readonly unknown[]][] = [
      [small, Uint8Array.of(1, 2, 3), [new Uint8Array(256), new Uint8Array(400), [1]]],
      [name, 'abc', ['x'.repeat(256), 'ab\ud800', 5]],
      [capped, 'abcd', ['a€', 'abcdefg']],
      [ended, 'abcd', ['a€', 'a\0', 'x'.repeat(400)]],
      [fixed, 'abc', ['a€', 'abcde']],
      [list, [1, 2, 3], [[1, 65536], new Uint16Array(256), [1, 2, 3, 4, -1], new Uint16Array(400), 5]],
    ];
    for (const [type, good, wrong] of cases) {
      const { view, frame, message } = replyOf(type, 390) as Reply<typeof small>;
      view.data = good as never;
      const before = message();
      for (const value of wrong) {
        const error = thrown(() => (view.data = value as never));
        assert.equal([...message()], [...before], error.message);
        assert.is(frame.written, type === capped || type === fixed ? 0 : before.length);
      }
    }
  });

  test('bytes of the part itself, and bytes that are gone', () => {
    const Type = struct('Type', { size: u8, data: bytes('size', { capacity: 6 }) });
    const { view, message } = replyOf(Type, 20);
    view.data = Uint8Array.of(1, 2, 3, 4, 5, 6);
    view.data = view.data.subarray(2);
    assert.equal([...message()], [4, 3, 4, 5, 6, 0, 0]);
    const gone = Uint8Array.of(1);
    structuredClone(gone, { transfer: [gone.buffer] });
    assert.is(thrown(() => (view.data = gone)).code, 'ERR_STALE_BATCH');
    assert.equal([...message()], [4, 3, 4, 5, 6, 0, 0]);
  });

  test('an arm that there is no room for is neither shown nor set', () => {
    const Large = struct('Large', { a: u8, b: array(u8, 6) });
    const Type = struct('Type', {
      kind: u8,
      body: anonymous(tagged('kind', { small: [1, u8], large: [2, Large], number: [3, u16] }, { sized: true })),
    });
    const { view, memory } = replyOf(Type as AnyType, 2) as unknown as {
      view: Record<string, unknown>;
      memory: Uint8Array;
    };
    view['kind'] = 1;
    view['small'] = 7;
    const calls = {
      large: [() => view['large'], () => (view['large'] = { a: 1, b: [1, 2, 3, 4, 5, 6] })],
      number: [() => view['number'], () => (view['number'] = 5)],
    };
    for (const [kind, path] of [
      [2, 'large'],
      [3, 'number'],
    ] as const) {
      view['kind'] = kind;
      for (const call of calls[path]) {
        const error = thrown(call);
        assert.equal([error.code, error.path], ['ERR_TARGET_TOO_SMALL', path]);
      }
    }
    assert.equal([...memory.subarray(AT, AT + 4)], [3, 7, DIRT, DIRT]);
  });

  test('fixed members, magic values and arrays keep their places in a reply', () => {
    const Type = struct('Type', {
      signature: magic(u16, 0x4d43),
      list: array(u8, 2),
      code: bytes(2),
      name: text('ascii', 4),
    });
    const { view, message } = replyOf(Type, 100);
    view.signature = 0x4d43;
    view.list.set(1, 5);
    view.code = Uint8Array.of(6, 7);
    view.name = 'longer'.slice(0, 3);
    assert.is(thrown(() => (view.list.length = 1)).code, 'ERR_LENGTH');
    assert.is(thrown(() => (view.name = 'longer')).code, 'ERR_LENGTH');
    assert.equal(message(), Uint8Array.of(0x43, 0x4d, 0, 5, 6, 7, 0x6c, 0x6f, 0x6e, 0));
  });

  test('a reply whose memory was taken away is not written', () => {
    const { view, frame, memory } = replyOf(Data, 100);
    const list = replyOf(struct('List', { count: u8, items: array(u8, 'count') }), 100);
    const { items } = list.view;
    const before = memory.slice();
    frame.view = new DataView(memory.buffer, 0, 0);
    list.frame.view = new DataView(list.memory.buffer, 0, 0);
    assert.throws(() => (view.data = Uint8Array.of(1)), RangeError);
    assert.throws(() => (items.length = 1), RangeError);
    assert.equal(memory, before);
    assert.is(list.memory[AT], 0);
  });
});
