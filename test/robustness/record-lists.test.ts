// time-out: 600 s
import * as assert from 'uvu/assert';
import { createCodecWith, type Codec } from '../../src/message/index.js';
import { createReferenceEngine } from '../../src/oracle/index.js';
import {
  array,
  at,
  bytes,
  fromJson,
  packedAbi,
  readSchema,
  records,
  recordSet,
  range,
  schemaHash,
  struct,
  toJson,
  u16,
  u32,
  u64,
  u8,
  writeSchema,
  type AnyType,
} from '../../src/surface.js';
import { engineSuite, rounds } from '../harness/index.js';
import { decodeBatch } from '../harness/batches.js';
import { codecError } from '../pack/codec-error.js';
import { damaged, randomMessages, verdictOn, type Message } from './mutants.js';
import { errorMembers } from './round-trip.js';
import { difference, shown } from './same-value.js';

/*
 * Lists of records inside messages, beside two other statements of what is in them: the reference engine's, on random schemas, and what a stream of the
 * same set says, which frames its records by code of its own.
 */

const SEED = 20261130;
const MESSAGES = rounds(400, 24);
const reference = createReferenceEngine();
const onReference = (type: AnyType, options?: object): Codec<AnyType> => createCodecWith(reference, type, options);

let drawn: Message[] | undefined;

function listedMessages(): Message[] {
  return (drawn ??= drawMessages());
}

function drawMessages(): Message[] {
  const all = randomMessages(onReference as never, MESSAGES * 12, SEED, true);
  const listed = all.filter(({ name }) => name.includes('records(')).slice(0, MESSAGES);
  assert.ok(listed.length > MESSAGES / 2, `${listed.length} messages have lists`);
  return listed;
}

function repeated(message: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(message.length * times);
  for (let index = 0; index < times; index++) all.set(message, index * message.length);
  return all;
}

const Plain = struct('PLAIN', { Kind: u8, Length: u8, Level: range(u8, 0, 9), More: bytes() }, { length: 'Length' });
const Counted = struct('COUNTED', { Kind: u8, Count: u8, Words: bytes({ member: 'Count', times: 2 }) });
const Fixed = struct('FIXED', { Kind: u8, Low: u8, High: u16 });
const Set = recordSet('Kind', { Plain: [1, Plain], Counted: [[2, 130], Counted], Fixed: [3, Fixed] });
const HEAD = { Id: u16, Size: u16 };
const HEAD_BYTES = 4;
const Listed = struct('LISTED', { ...HEAD, Items: records(Set, 'Size') });
const Rest = struct('REST', { ...HEAD, Items: records(Set) });
const abi = packedAbi(1);

/** Written here: one record of each type, and once more the first. */
const PART = Uint8Array.of(1, 5, 9, 7, 7, 2, 2, 1, 2, 3, 4, 3, 0xaa, 0xbb, 0xcc, 130, 0, 1, 3, 0);
const MESSAGE = Uint8Array.of(77, 0, PART.length, 0, ...PART);

engineSuite('lists of records', (test, { createCodec, createSetCodec }) => {
  const codecOf = ({ type, abi: own }: Pick<Message, 'type' | 'abi'>): Codec<AnyType> =>
    createCodec(type, { abi: own });

  test('each damaged byte, and each end of the part, is told as a stream of the set tells it', () => {
    const codec = createCodec(Listed, { abi });
    const stream = createSetCodec(Set, { abi });
    const codes: Record<string, number> = {};
    const cases = [...damaged(PART), { how: 'whole', bytes: PART }];
    for (let value = 0; value < 256; value++)
      for (let at = 0; at < PART.length; at++)
        cases.push({ how: `byte ${at} = ${value}`, bytes: PART.with(at, value) });
    for (const { how, bytes: part } of cases) {
      const message = Uint8Array.of(77, 0, part.length, 0, ...part);
      const wanted = decodeBatch(stream, part);
      const records = Array.from({ length: wanted.rowCount }, (_, row) => wanted.value(row));
      const error = codecError(() => assert.equal(codec.decode(message).Items, records, how));
      codes[error?.code ?? 'good'] = (codes[error?.code ?? 'good'] ?? 0) + 1;
      if (wanted.error === undefined) {
        assert.is(error, undefined, how);
        continue;
      }
      const { code, want, have, path, offset = 0, fieldOffset = 0 } = wanted.error;
      const place = `Items[${records.length}]`;
      const expected = { code, want, have, path: path === undefined ? place : `${place}.${path}` };
      assert.equal(
        error && errorMembers(error),
        { ...expected, offset: 0, fieldOffset: HEAD_BYTES + offset + fieldOffset },
        how,
      );
    }
    for (const code of [
      'good',
      'ERR_UNKNOWN_MESSAGE',
      'ERR_DATA_OVERRUN',
      'ERR_LENGTH_FIELD',
      'ERR_OUT_OF_RANGE',
      'ERR_TRUNCATED_HEADER',
    ])
      assert.ok((codes[code] ?? 0) > 0, `${code} was seen`);
  });

  test('a part that takes the rest is told as one that is counted', () => {
    const codec = createCodec(Rest, { abi });
    const listed = createCodec(Listed, { abi });
    for (const { how, bytes: part } of damaged(PART)) {
      const message = Uint8Array.of(77, 0, part.length, 0, ...part);
      const wanted = codecError(() => listed.decode(message));
      const error = codecError(() => assert.equal(codec.decode(message), listed.decode(message), how));
      assert.equal(error && errorMembers(error), wanted && errorMembers(wanted), how);
    }
  });

  test('the last byte of a part belongs to it: one less is too few, one more is another record', () => {
    const codec = createCodec(Listed, { abi });
    const sized = (size: number): Uint8Array => Uint8Array.of(1, 0, size, 0, 3, 1, 2, 0, 3, 1, 2, 0);
    assert.is(codec.decode(sized(8)).Items.length, 2);
    assert.is(codec.decode(sized(4)).Items.length, 1);
    assert.is(codec.decode(sized(0)).Items.length, 0);
    const short = codecError(() => codec.decode(sized(7)));
    assert.equal([short?.code, short?.path, short?.want, short?.have], ['ERR_TRUNCATED_HEADER', 'Items[1]', 4, 3]);
    const long = codecError(() => codec.decode(sized(9)));
    assert.equal([long?.code, long?.path], ['ERR_DATA_OVERRUN', 'Items']);
    const one = codecError(() => codec.decode(sized(5)));
    assert.equal([one?.code, one?.path, one?.want, one?.have], ['ERR_TRUNCATED_HEADER', 'Items[1]', 4, 1]);
  });

  test('a bad record inside is a bad row: it ends a batch, or is a gap', () => {
    const codec = createCodec(Listed, { abi });
    const bad = MESSAGE.slice();
    bad[HEAD_BYTES + 2] = 10;
    const stream = new Uint8Array([...MESSAGE, ...bad, ...MESSAGE]);
    const stopped = decodeBatch(codec, stream);
    const what = { code: 'ERR_OUT_OF_RANGE', path: 'Items[0].Level', offset: MESSAGE.length, fieldOffset: 6 };
    assert.is(stopped.rowCount, 1);
    assert.equal(stopped.error && errorMembers(stopped.error), { ...what, want: 9, have: 10 });
    const skipped = decodeBatch(codec, stream, { onBadRecord: 'skip' });
    assert.equal([skipped.rowCount, skipped.error, skipped.gaps.length], [2, undefined, 1]);
    const [gap] = skipped.gaps;
    assert.equal([gap?.from, gap?.to], [MESSAGE.length, MESSAGE.length * 2]);
    assert.equal(gap && errorMembers(gap.reason), { ...what, want: 9, have: 10 });
  });

  test('the size is derived, or has to agree', () => {
    const codec = createCodec(Listed, { abi });
    const { Items } = codec.decode(MESSAGE);
    assert.equal(codec.encode({ Id: 77, Items }), MESSAGE);
    assert.equal(codec.encode({ Id: 77, Size: PART.length, Items }), MESSAGE);
    const error = codecError(() => codec.encode({ Id: 77, Size: PART.length + 1, Items }));
    assert.equal([error?.code, error?.path], ['ERR_DISAGREE', 'Size']);
    assert.equal(codec.encode({ Id: 77, Items: [] }), Uint8Array.of(77, 0, 0, 0));
    assert.equal(codec.encode(codec.view(MESSAGE)), MESSAGE);
  });

  test('what is wrong with a record that is encoded is told with its place', () => {
    const codec = createCodec(Listed, { abi });
    const fixed = { type: 'Fixed', value: { Kind: 3, Low: 1, High: 2 } } as const;
    const refused = (...items: unknown[]): unknown[] => {
      const error = codecError(() => codec.encode({ Id: 1, Items: items as never }));
      return [error?.code, error?.path];
    };
    assert.equal(refused(fixed, { type: 'Fixed', value: { Kind: 3, Low: 256, High: 2 } }), [
      'ERR_OUT_OF_RANGE',
      'Items[1].Low',
    ]);
    assert.equal(refused({ type: 'Fixed', value: { Kind: 3, Low: 1 } }), ['ERR_MISSING', 'Items[0].High']);
    assert.equal(refused({ type: 'Fixed', value: { Kind: 1, Low: 1, High: 1 } }), ['ERR_DISAGREE', 'Items[0].Kind']);
    assert.equal(refused({ type: 'Fixed', value: { Kind: 9, Low: 1, High: 1 } }), ['ERR_DISAGREE', 'Items[0].Kind']);
    assert.equal(refused({ type: 'Other', value: {} }), ['ERR_USAGE', 'Items[0]']);
    assert.equal(refused({ ...fixed, row: 1 }), ['ERR_USAGE', 'Items[0].row']);
    assert.equal(refused(undefined), ['ERR_TYPE', 'Items[0]']);
    assert.equal(refused({ type: 'Plain', value: { Kind: 1, Level: 10, More: new Uint8Array(0) } }), [
      'ERR_OUT_OF_RANGE',
      'Items[0].Level',
    ]);
    assert.equal(refused({ type: 'Plain', value: { Kind: 1, Level: 1, More: new Uint8Array(253) } }), [
      'ERR_OUT_OF_RANGE',
      'Items[0].Length',
    ]);
    const error = codecError(() => codec.encode({ Id: 1, Items: 7 as never }));
    assert.equal([error?.code, error?.path], ['ERR_TYPE', 'Items']);
    const none = codecError(() => codec.encode({ Id: 1 } as never));
    assert.equal([none?.code, none?.path], ['ERR_MISSING', 'Items']);
    // Nothing of a refused value is left.
    assert.equal(codec.encode({ Id: 1, Items: [fixed] }), Uint8Array.of(1, 0, 4, 0, 3, 1, 2, 0));
  });

  test('a record that takes all that is left is the last', () => {
    const Open = recordSet('Kind', { Open: [1, struct('OPEN', { Kind: u8, Data: bytes() })], Fixed: [3, Fixed] });
    const plain = createCodec(struct('M', { Size: u8, Items: records(Open, 'Size') }), { abi });
    const open = { type: 'Open', value: { Kind: 1, Data: Uint8Array.of(3, 1, 2, 0) } } as const;
    const fixed = { type: 'Fixed', value: { Kind: 3, Low: 1, High: 2 } } as const;
    assert.equal(plain.encode({ Items: [fixed, open] }), Uint8Array.of(9, 3, 1, 2, 0, 1, 3, 1, 2, 0));
    assert.equal(plain.decode(Uint8Array.of(9, 3, 1, 2, 0, 1, 3, 1, 2, 0)).Items, [fixed, open]);
    const error = codecError(() => plain.encode({ Items: [open, fixed] }));
    assert.equal([error?.code, error?.path], ['ERR_DISAGREE', 'Items[0]']);
  });

  test('a value that gives other records when it is read again is encoded as it was read last, or refused', () => {
    const codec = createCodec(Listed, { abi });
    const fixed = { type: 'Fixed', value: { Kind: 3, Low: 1, High: 2 } } as const;
    let reads = 0;
    const value = {
      Id: 1,
      get Items() {
        return Array.from({ length: ++reads }, () => fixed);
      },
    };
    const error = codecError(() => codec.encode(value));
    assert.equal([error?.code, error?.path], ['ERR_DISAGREE', 'Items']);
    // A getter that encodes by the same codec meets nobody.
    const nested = {
      type: 'Fixed' as const,
      value: {
        Kind: 3,
        get Low() {
          return codec.encode({ Id: 1, Items: [fixed, fixed] }).length;
        },
        High: 2,
      },
    };
    assert.equal(codec.encode({ Id: 1, Items: [nested, fixed] }), Uint8Array.of(1, 0, 8, 0, 3, 12, 2, 0, 3, 1, 2, 0));
  });

  test('one array that is given twice, with other records each time, is encoded as it is then', () => {
    const Far = struct('FAR', { Off: u8, Size: u8, Items: at('Off', records(Set, 'Size')) });
    const codec = createCodec(struct('M', { Far: array(Far, 2) }), { abi });
    const items: { type: 'Fixed'; value: { Kind: number; Low: number; High: number } }[] = [];
    let reads = 0;
    const element = {
      get Items() {
        // Each element is asked twice: for its size, and for its records.
        items[0] = { type: 'Fixed', value: { Kind: 3, Low: Math.floor(reads++ / 2), High: 0 } };
        return items;
      },
    };
    const { Far: far } = codec.decode(codec.encode({ Far: [element, element] }));
    assert.equal(
      far.map(({ Items: [first] }) => first?.value),
      [
        { Kind: 3, Low: 0, High: 0 },
        { Kind: 3, Low: 1, High: 0 },
      ],
    );
  });

  test('lists inside lists: each place is in the path', () => {
    const Leaf = recordSet('Kind', { Leaf: [1, struct('LEAF', { Kind: u8, Level: range(u8, 0, 9) })] });
    const Inner = struct('INNER', { Kind: u8, Size: u8, Leaves: records(Leaf, 'Size') });
    const Outer = struct('OUTER', { Size: u16, Nodes: records(recordSet('Kind', { Inner: [7, Inner] }), 'Size') });
    const codec = createCodec(Outer, { abi });
    const message = Uint8Array.of(10, 0, 7, 2, 1, 5, 7, 4, 1, 6, 1, 7);
    const { Nodes } = codec.decode(message);
    assert.equal(
      Nodes.map(({ value }) => value.Leaves.map((leaf) => leaf.value.Level)),
      [[5], [6, 7]],
    );
    assert.equal(codec.encode({ Nodes }), message);
    const error = codecError(() => codec.decode(message.with(11, 10)));
    assert.equal([error?.code, error?.path, error?.fieldOffset], ['ERR_OUT_OF_RANGE', 'Nodes[1].Leaves[1].Level', 11]);
    const unknown = codecError(() => codec.decode(message.with(8, 2)));
    assert.equal([unknown?.code, unknown?.path, unknown?.have], ['ERR_UNKNOWN_MESSAGE', 'Nodes[1].Leaves[0].Kind', 2]);
  });

  test('64-bit values that are refused inside a list have all their digits', () => {
    const Wide = struct('WIDE', { Kind: u64, Level: range(u64, 0n, 9n) });
    const Wides = recordSet('Kind', { Wide: [2n ** 60n + 1n, Wide] });
    const Inner = struct('INNER', { Kind: u8, Items: records(Wides) });
    const codec = createCodec(struct('OUTER', { Size: u8, Items: records(Wides, 'Size') }), { abi });
    const nested = createCodec(struct('NESTED', { Id: u8, Items: records(recordSet('Kind', { Inner: [1, Inner] })) }), {
      abi,
    });
    const wide = (kind: bigint, level: bigint): number[] => [...new Uint8Array(BigUint64Array.of(kind, level).buffer)];
    for (const [kind, level, path, have] of [
      [2n ** 60n + 1n, 2n ** 63n + 3n, 'Level', 2n ** 63n + 3n],
      [2n ** 61n + 5n, 0n, 'Kind', 2n ** 61n + 5n],
    ] as const) {
      const record = wide(kind, level);
      const error = codecError(() => codec.decode(Uint8Array.of(record.length, ...record)));
      assert.equal([error?.path, error?.have], [`Items[0].${path}`, have]);
      const inner = codecError(() => nested.decode(Uint8Array.of(7, 1, ...record)));
      assert.equal([inner?.path, inner?.have], [`Items[0].Items[0].${path}`, have]);
    }
  });

  test('parts that offsets share inside records count for the message, too', () => {
    const shared = { A: at('Off', bytes('N')), B: at('Off', bytes('N')) };
    const Shared = recordSet('Kind', { Shared: [1, struct('SHARED', { Kind: u8, Off: u8, N: u8, ...shared })] });
    const twice = { X: at('O1', records(Shared, 'S')), Y: at('O2', records(Shared, 'S')) };
    const type = struct('TWICE', { O1: u8, O2: u8, S: u8, ...twice });
    const message = Uint8Array.of(3, 3, 23, 1, 3, 20, ...Array.from({ length: 20 }, (_, at) => at));
    assert.is(createCodec(type, { abi }).decode(message).Y.length, 1);
    const refusal = (amplification: number): unknown[] => {
      const error = codecError(() => createCodec(type, { abi, limits: { amplification } }).decode(message));
      return [error?.code, error?.path, error?.want, error?.have];
    };
    // 23 + 17 shared bytes for each of two offsets are 80, of 26.
    assert.equal(refusal(4), [undefined, undefined, undefined, undefined]);
    assert.equal(refusal(3), ['ERR_LIMIT_AMPLIFICATION', undefined, 80, 78]);
    assert.equal(refusal(1), ['ERR_LIMIT_AMPLIFICATION', 'X[0]', 40, 23]);
  });

  test('what cannot be a list is refused by name', () => {
    const refused = (make: () => unknown): unknown => codecError(make)?.hint;
    const Chained = recordSet('Kind', { C: [1, struct('C', { Kind: u8, Next: u8 }, { next: 'Next' })] });
    const Aligned = recordSet('Kind', { A: [1, struct('A', { Kind: u8 }, { startAlign: 4 })] });
    const of = (set: ReturnType<typeof recordSet>) => () =>
      createCodec(struct('M', { Id: u8, Items: records(set as never) }));
    assert.match(String(refused(of(Chained as never))), /say their own length/);
    assert.match(String(refused(of(Aligned as never))), /\{ member, align \} instead of startAlign/);
    assert.match(String(refused(() => records(Set, 12 as never))), /no list of records always fills a fixed room/);
    assert.match(String(refused(() => records({} as never))), /records takes a recordSet/);
    assert.match(
      String(refused(() => records(recordSet('Kind', { N: [1, u8] })))),
      /a type of a set is a struct or union, not u8/,
    );
    assert.match(
      String(refused(() => struct('M', { Items: records(Set, 'Size') }))),
      /is no member of the same struct/,
    );
    assert.match(
      String(refused(() => struct('M', { Items: array(records(Set), 2) }))),
      /elements of an array have one fixed size/,
    );
    assert.match(String(refused(of(recordSet('Tag', { P: [1, Plain] }) as never))), /has no integer of that name/);
  });

  test(`${MESSAGES} random messages: every truncation and every flip as on the reference engine (seed ${SEED})`, () => {
    let inside = 0;
    for (const message of listedMessages()) {
      const [codec, other] = [codecOf(message), onReference(message.type, { abi: message.abi })];
      for (const { how, bytes: given } of damaged(message.bytes)) {
        const verdict = verdictOn(other, given);
        const found = difference(verdict, verdictOn(codec, given));
        if (found !== undefined) throw new Error(`${how} of ${message.bytes}: ${found}\n  ${message.name}`);
        if (/(list|at)\d+\[\d+\]/.test(JSON.stringify(shown(verdict)))) inside++;
      }
    }
    assert.ok(inside > MESSAGES, `${inside} verdicts are about records inside`);
  });

  test(`${MESSAGES} random messages: batches that skip what is bad, as on the reference engine (seed ${SEED})`, () => {
    let gaps = 0;
    for (const message of listedMessages()) {
      const [codec, other] = [codecOf(message), onReference(message.type, { abi: message.abi })];
      for (let at = 0; at < message.bytes.length; at++) {
        const stream = repeated(message.bytes, 3);
        stream[message.bytes.length + at] = ~(message.bytes[at] as number);
        const said = [codec, other].map((one) => {
          const { rowCount, error, gaps: passed } = decodeBatch(one, stream, { onBadRecord: 'skip' });
          gaps += passed.length;
          const places = passed.map(({ from, to, reason }) => [from, to, errorMembers(reason)]);
          return { rowCount, error: error && errorMembers(error), places };
        });
        const found = difference(said[1], said[0]);
        if (found !== undefined) throw new Error(`byte ${at} of ${message.bytes}: ${found}\n  ${message.name}`);
      }
    }
    assert.ok(gaps > MESSAGES, `${gaps} gaps`);
  });

  test(`${MESSAGES} random messages: their JSON and their written schemas are the same again (seed ${SEED})`, () => {
    for (const message of listedMessages()) {
      const codec = codecOf(message);
      const value = codec.decode(message.bytes);
      const json = toJson(codec, value);
      const text = JSON.stringify(json);
      const fail = (found: string | undefined): void => {
        if (found !== undefined) throw new Error(`${found}\n  ${message.name}\n  ${text}`);
      };
      fail(difference(json, toJson(codec, codec.view(message.bytes) as never)));
      fail(difference(value, fromJson(codec, JSON.parse(text))));
      const written = writeSchema(message.type, { abi: message.abi });
      const read = readSchema(JSON.stringify(written));
      fail(difference(written, writeSchema(read.type, { abi: read.abi })));
      fail(difference(value, createCodec(read.type, { abi: read.abi }).decode(message.bytes)));
      assert.is(schemaHash(read.type, { abi: read.abi }), schemaHash(message.type, { abi: message.abi }));
    }
  });

  test('names and numbers of decoded values are shown as the codec is told', () => {
    const Wide = recordSet('Kind', { Wide: [1, struct('WIDE', { Kind: u8, Value: u32 })] });
    const codec = createCodec(struct('M', { Size: u8, Items: records(Wide, 'Size') }), {
      abi,
      names: true,
      wide: 'string',
    });
    const { Items } = codec.decode(Uint8Array.of(5, 1, 2, 0, 0, 0)) as { Items: unknown[] };
    assert.equal(Items, [{ type: 'Wide', value: { Kind: 1, Value: 2 } }]);
  });
});
