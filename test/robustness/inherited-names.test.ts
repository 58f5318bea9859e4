import * as assert from 'uvu/assert';
import { parseHeader } from '../../src/header/index.js';
import {
  anonymous,
  array,
  bits,
  bytes,
  checksum,
  recordSet,
  struct,
  tagged,
  u32,
  u8,
  union,
  type AnyType,
  type RecordBatch,
} from '../../src/surface.js';
import { messageSet } from '../../src/miracast/driver/message-set.js';
import { engineSuite, suite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { decodeBatch, encodeBatch, filter, packed, summarize } from '../harness/batches.js';

/* Members, arms, types and messages with names that every object inherits. */

const NAMES = Object.getOwnPropertyNames(Object.prototype).filter((name) => name !== '__proto__');

engineSuite('names of Object.prototype', (test, { createCodec, createSetCodec }) => {
  for (const name of NAMES) {
    test(`a member called ${name}`, () => {
      const codec = createCodec(struct('M', { [name]: u8, a: u8 }) as AnyType);
      const value = Object.fromEntries([
        [name, 7],
        ['a', 1],
      ]);
      assert.equal([...codec.encode(value)], [7, 1]);
      const decoded = codec.decode(Uint8Array.of(7, 1)) as Record<string, unknown>;
      assert.ok(Object.hasOwn(decoded, name));
      assert.is(decoded[name], 7);
      assert.is((codec.view(Uint8Array.of(7, 1)) as Record<string, unknown>)[name], 7);
      assert.equal(
        [...codec.encode(codec.view(Uint8Array.of(9, 3)) as never)],
        [9, 3],
        'a cursor has it from its class',
      );
      assert.equal(
        [codecError(() => codec.encode({ a: 1 }))?.code, codecError(() => codec.encode({ a: 1 }))?.path],
        ['ERR_MISSING', name],
      );
      assert.is(codecError(() => codec.encode(Object.create(null) as never))?.code, 'ERR_MISSING');
    });

    test(`a column called ${name}`, () => {
      const codec = createCodec(struct('M', { [name]: u8, a: u8 }) as AnyType);
      const stream = Uint8Array.of(7, 1, 8, 2);
      const a = Uint8Array.of(1, 2);
      assert.equal(
        [
          ...encodeBatch(
            codec,
            Object.fromEntries([
              [name, Uint8Array.of(7, 8)],
              ['a', a],
            ]) as never,
          ),
        ],
        [...stream],
      );
      assert.equal(
        [codecError(() => encodeBatch(codec, { a }))?.code, codecError(() => encodeBatch(codec, { a }))?.path],
        ['ERR_MISSING', name],
      );
      const batch = decodeBatch(codec, stream, { columns: [name], where: filter([name, '>', 7]) });
      assert.equal([...(batch.columns[name] as Uint8Array)], [8]);
      assert.is(summarize(codec, stream, { columns: [name] }).columns[name]?.sum, 15);
      const wrong = summarize(codec, stream, { columns: ['a'] });
      assert.is(codecError(() => summarize(codec, stream, { columns: [name] }).merge(wrong))?.code, 'ERR_USAGE');
    });

    test(`counts, bytes, arms, bit-fields and nested records called ${name}`, () => {
      const counted = createCodec(struct('C', { n: u8, [name]: bytes('n') }) as AnyType);
      assert.is(codecError(() => counted.encode({}))?.code, 'ERR_MISSING');
      assert.equal([...counted.encode(Object.fromEntries([[name, Uint8Array.of(5)]]) as never)], [1, 5]);
      assert.is(
        codecError(() => packed(decodeBatch(counted, Uint8Array.of(1, 5), { columns: ['n'] }), name))?.code,
        'ERR_USAGE',
      );
      const choice = createCodec(
        struct('T', {
          t: u8,
          u: tagged('t', { [name]: [1, u8], other: [2, u8] }),
          v: anonymous(tagged('t', { p: [1, u8], q: [2, u8] })),
        }) as AnyType,
      );
      assert.equal([...choice.encode({ u: { other: 3 }, q: 1 } as never)], [2, 3, 1]);
      assert.equal([...choice.encode({ u: Object.fromEntries([[name, 3]]), p: 1 } as never)], [1, 3, 1]);
      const overlay = createCodec(
        struct('U', {
          u: union('', { [name]: u8 }, { b: u8 }),
          f: anonymous(bits(u8, { [`${name}2`]: 4, c: 4 })),
        }) as AnyType,
      );
      assert.equal([...overlay.encode({ u: { b: 3 }, [`${name}2`]: 1, c: 2 } as never)], [3, 0x21]);
      const nested = createCodec(struct('N', { [name]: struct('', { [name]: array(u8, 2) }) }) as AnyType);
      assert.is(codecError(() => nested.encode({}))?.code, 'ERR_MISSING');
    });

    test(`a type of a record set called ${name}`, () => {
      const type = struct('R', { t: u8, v: u8 });
      const definitions = Object.fromEntries([
        [name, [1, type] as const],
        ['b', [2, type] as const],
      ]);
      const set = createSetCodec(recordSet('t', definitions));
      const batch = decodeBatch(set, Uint8Array.of(1, 5, 2, 6));
      assert.equal(batch.typeNames, [name, 'b']);
      assert.equal([...((batch.of[name] as RecordBatch<AnyType>).columns['v'] as Uint8Array)], [5]);
      assert.equal(batch.value(0), { type: name, value: { t: 1, v: 5 } });
      assert.equal([...encodeBatch(set, [{ type: name, value: { t: 1, v: 5 } }] as never)], [1, 5]);
    });
  }

  test('a type of a record set called __proto__ is there', () => {
    const type = struct('R', { t: u8, v: u8 });
    const set = createSetCodec(recordSet('t', { ['__proto__']: [1, type], b: [2, type] }));
    const batch = decodeBatch(set, Uint8Array.of(1, 5, 2, 6));
    assert.equal(Object.keys(batch.of), ['__proto__', 'b']);
    assert.equal(batch.value(0).type, '__proto__');
  });

  test('what is left out of an instance of a class is not its constructor', () => {
    const codec = createCodec(struct('M', { constructor: u8, a: u8 }) as AnyType);
    class Message {
      a = 1;
    }
    assert.is(codecError(() => codec.encode(new Message() as never))?.code, 'ERR_MISSING');
  });
});

suite('names that are lost', (test) => {
  const schemaError = (call: () => unknown): string => codecError(call)?.path ?? 'nothing';

  test('__proto__ as a member, an arm, a bit-field, a type, a message: refused, whether JavaScript drops it or not', () => {
    assert.match(
      schemaError(() => struct('M', { __proto__: u8, a: u8 } as never)),
      '__proto__',
    );
    assert.match(
      schemaError(() => struct('M', { ['__proto__']: u8 } as never)),
      '__proto__',
    );
    assert.match(
      schemaError(() => tagged('t', { __proto__: [1, u8], a: [2, u8] } as never)),
      '__proto__',
    );
    assert.match(
      schemaError(() => union('U', { __proto__: u8, a: u8 } as never)),
      '__proto__',
    );
    assert.match(
      schemaError(() => recordSet('t', { __proto__: [1, struct('R', { t: u8 })] } as never)),
      '__proto__',
    );
    const input = struct('R', { t: u32, x: u32 });
    assert.match(
      schemaError(() => messageSet('t', { __proto__: { value: 1, input } } as never)),
      '__proto__',
    );
  });

  test('a checksum algorithm that only objects have', () => {
    assert.is(codecError(() => checksum(u8, 'constructor' as never))?.code, 'ERR_SCHEMA');
  });

  test('a header’s records, members, arms and enums with such names', () => {
    const header = parseHeader(`
      enum toString { valueOf = 3, hasOwnProperty = 4 };
      struct constructor { int toString; enum toString valueOf; };
      struct T { unsigned char tag; /* castbuf: */ union { unsigned char toString; /* castbuf: when=tag:1 */ unsigned char b; /* castbuf: when=tag:2 */ } u; };`);
    assert.equal(header.errors, []);
    assert.is(header.constants['valueOf'], 3);
    assert.is(header.constants['isPrototypeOf'], undefined);
    assert.ok(header.type('constructor'));
    assert.is(codecError(() => header.type('isPrototypeOf'))?.code, 'ERR_USAGE');
    assert.is(codecError(() => header.record('hasOwnProperty'))?.code, 'ERR_USAGE');
  });
});
