import * as assert from 'uvu/assert';
import {
  array,
  be,
  bits,
  bytes,
  checksum,
  enumeration,
  f32,
  guid,
  i16,
  magic,
  split,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
} from '../../src/surface.js';
import { engineSuite } from '../harness/index.js';
import {
  decodeBatch,
  encodeBatch,
  encodeBatchInto,
  filter,
  packed,
  summarize,
  texts,
  validity,
} from '../harness/batches.js';
import { refusalOf } from '../pack/codec-error.js';

const Car = struct('CAR', {
  Name: text('ascii', 4),
  Speed: u16,
  Gear: bits(u8, 4),
  Drs: bits(u8, 1),
  Throttle: f32,
  Steer: be(i16),
  Brakes: array(u16, 4),
  Tyres: array(array(u8, 2), 2),
});
const Packet = struct('PACKET', { Frame: u32, Cars: array(Car, 3), End: u8 });

function packet(frame: number) {
  const car = (index: number) => ({
    Name: `C${frame % 10}${index}`,
    Speed: frame * 100 + index,
    Gear: (frame + index) % 9,
    Drs: index % 2,
    Throttle: frame + index / 4,
    Steer: -frame * 10 - index,
    Brakes: [0, 1, 2, 3].map((wheel) => frame * 16 + index * 4 + wheel),
    Tyres: [
      [frame, index],
      [index, 7],
    ],
  });
  return { Frame: frame, Cars: [car(0), car(1), car(2)] as const, End: 0xee };
}

function hex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}

/** More rows than one block of either direction has. */
const ROWS = 700;

engineSuite('columns of fixed arrays', (test, { createCodec }) => {
  test('each member of the elements is one column of all elements, row by row', () => {
    const codec = createCodec(Packet);
    const packets = Array.from({ length: ROWS }, (_, row) => packet(row % 250));
    const stream = encodeBatch(codec, packets);
    const { columns, error } = decodeBatch(codec, stream);
    assert.is(error, undefined);
    const cars = packets.flatMap(({ Cars }) => Cars);
    assert.equal(
      [...columns['Cars.Speed']],
      cars.map(({ Speed }) => Speed),
    );
    assert.equal(
      [...columns['Cars.Gear']],
      cars.map(({ Gear }) => Gear),
    );
    assert.equal(
      [...columns['Cars.Drs']],
      cars.map(({ Drs }) => Drs),
    );
    assert.equal(
      [...columns['Cars.Throttle']],
      cars.map(({ Throttle }) => Throttle),
    );
    assert.equal(
      [...columns['Cars.Steer']],
      cars.map(({ Steer }) => Steer),
    );
    assert.equal(
      [...columns['Cars.Brakes']],
      cars.flatMap(({ Brakes }) => Brakes),
    );
    assert.equal(
      [...columns['Cars.Tyres']],
      cars.flatMap(({ Tyres }) => Tyres.flat()),
    );
    assert.equal(String.fromCharCode(...columns['Cars.Name']), cars.map(({ Name }) => Name.padEnd(4, '\0')).join(''));
    assert.equal(encodeBatch(codec, columns), stream);
  });

  test('an array stands for the columns of its members', () => {
    const codec = createCodec(Packet);
    const stream = encodeBatch(codec, [packet(1), packet(2)]);
    const { columns } = decodeBatch(codec, stream, { columns: ['Cars', 'End'] });
    assert.equal(Object.keys(columns).length, 9);
    assert.equal(Object.keys(decodeBatch(codec, stream, { columns: ['Cars.Brakes'] }).columns), ['Cars.Brakes']);
  });

  test('what does not fit one element is refused, and where it is', () => {
    const codec = createCodec(Packet);
    const { columns } = decodeBatch(codec, encodeBatch(codec, [packet(1), packet(2)]));
    const Gear = columns['Cars.Gear'].slice();
    Gear[4] = 16;
    const { code, path, offset, have } = refusalOf(() => encodeBatch(codec, { ...columns, 'Cars.Gear': Gear }));
    assert.equal([code, path, offset, have], ['ERR_OUT_OF_RANGE', 'Cars[].Gear', codec.layout.size, 16]);
    const { code: short } = refusalOf(() => encodeBatch(codec, { ...columns, 'Cars.Gear': Gear.subarray(0, 5) }));
    assert.is(short, 'ERR_LENGTH');
    const { code: missing } = refusalOf(() => encodeBatch(codec, { ...columns, 'Cars.Gear': undefined }));
    assert.is(missing, 'ERR_MISSING');
  });

  test('untagged unions, splits, magics and checksums of elements', () => {
    const Item = struct('ITEM', {
      Tag: magic(u8, 0x4d),
      Bits: union('', { Whole: u32 }, bits(u32, { Low: 10, High: 22 })),
      high: u8,
      low: u16,
      Joined: split('high', 'low'),
      Sum: checksum(u8, 'sum-8'),
    });
    const codec = createCodec(struct('ITEMS', { Items: array(Item, 2), Next: u64 }));
    const item = (Low: number) => ({ Bits: { Low, High: 3 }, Joined: 0x10203 + Low });
    const rows = Array.from({ length: 40 }, (_, row) => ({ Items: [item(row), item(1000 - row)], Next: 5n }));
    const stream = encodeBatch(codec, rows);
    const { columns } = decodeBatch(codec, stream);
    assert.equal([...columns['Items.Joined'].subarray(2, 4)], [0x10204, 0x10203 + 999]);
    assert.equal(encodeBatch(codec, columns), stream);
    const { 'Items.Bits.Whole': _, 'Items.Tag': __, ...others } = columns;
    assert.equal(encodeBatch(codec, others), stream, 'one arm, and no magic');
    const { 'Items.Bits.High': ___, ...neither } = others;
    assert.is(refusalOf(() => encodeBatch(codec, neither)).code, 'ERR_MISSING');
    const Whole = columns['Items.Bits.Whole'].slice();
    Whole[7] = (Whole[7] as number) ^ 1;
    assert.is(refusalOf(() => encodeBatch(codec, { ...columns, 'Items.Bits.Whole': Whole })).code, 'ERR_DISAGREE');
    // What an element sums is given with its column, and checked.
    const Sum = columns['Items.Sum'].slice();
    Sum[3] = (Sum[3] as number) ^ 1;
    assert.is(refusalOf(() => encodeBatch(codec, { ...columns, 'Items.Sum': Sum })).code, 'ERR_CHECKSUM');
    assert.is(refusalOf(() => encodeBatch(codec, { ...columns, 'Items.Sum': undefined })).code, 'ERR_MISSING');
  });

  test('arrays in an arm have values where the tag selects it', () => {
    const Pair = struct('PAIR', { a: u8, b: be(u16) });
    const Event = struct('EVENT', {
      Kind: u8,
      Data: tagged('Kind', { Pairs: [1, array(Pair, 2)], Ids: [2, array(bytes(3), 2)] }),
    });
    const codec = createCodec(Event);
    const pairs = {
      Kind: 1,
      Data: {
        Pairs: [
          { a: 1, b: 2 },
          { a: 3, b: 4 },
        ],
      },
    };
    const ids = { Kind: 2, Data: { Ids: [hex('010203'), hex('040506')] } };
    const rows = Array.from({ length: 50 }, (_, row) => (row % 3 === 0 ? ids : pairs));
    const stream = encodeBatch(codec, rows);
    const batch = decodeBatch(codec, stream);
    assert.equal([...batch.columns['Data.Pairs.b'].subarray(0, 6)], [0, 0, 2, 4, 2, 4]);
    assert.equal([...batch.columns['Data.Ids'].subarray(0, 12)], [1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 0]);
    assert.is(validity(batch, 'Data.Pairs.a')?.[0], 0b10110110);
    assert.equal(encodeBatch(codec, batch.columns), stream);
  });

  test('two distances are enough for arrays in arrays of structs, and a third has no column', () => {
    const Leaf = struct('LEAF', { x: u8, ids: array(guid, 2), deep: array(u8, 2) });
    const Mid = struct('MID', { y: u16, leaves: array(Leaf, 2) });
    const codec = createCodec(struct('TOP', { mids: array(array(Mid, 2), 2), z: u8 }));
    assert.equal(
      codec.columns.map(({ path, repeat }) => `${path} ${repeat}`),
      ['mids.y 4', 'mids.leaves.x 8', 'z 1'],
    );
    const why = /mids\.leaves\.deep has no column: not every element has it, or a third array stands around it/;
    assert.match(refusalOf(() => encodeBatch(codec, {})).message, /third array/);
    assert.match(
      refusalOf(() => decodeBatch(codec, new Uint8Array(0), { columns: ['mids.leaves.deep' as never] })).message,
      why,
    );
  });

  test('records of several types, and a filter by the rest of the record', () => {
    const Pad = struct('PAD', { Kind: u8, Cars: array(struct('', { v: u16, w: u8 }), 2) });
    const codec = createCodec(Pad);
    const stream = encodeBatch(
      codec,
      [1, 2, 1].map((Kind) => ({
        Kind,
        Cars: [
          { v: Kind, w: 8 },
          { v: 9, w: 7 },
        ],
      })),
    );
    const batch = decodeBatch(codec, stream, { where: filter(['Kind', '=', 1]), columns: ['Cars.v'] });
    assert.equal([...batch.columns['Cars.v']], [1, 9, 1, 9]);
    assert.match(
      refusalOf(
        () => filter(['Cars.v' as never, '>', 1]) && decodeBatch(codec, stream, { where: filter(['Cars.v', '>', 1]) }),
      ).message,
      /2 values a record/,
    );
    const One = createCodec(struct('ONE', { Cars: array(struct('', { v: u16, w: u8 }), 1) }));
    assert.is(
      summarize(One, encodeBatch(One, [{ Cars: [{ v: 5, w: 1 }] }]), { columns: ['Cars.v'] }).columns['Cars.v']?.sum,
      5,
    );
  });

  test('packed texts and bytes of elements are a row each', () => {
    const codec = createCodec(Packet);
    const stream = encodeBatch(codec, [packet(1), packet(2)]);
    const batch = decodeBatch(codec, stream);
    assert.equal(texts(batch, 'Cars.Name'), ['C10', 'C11', 'C12', 'C20', 'C21', 'C22']);
    const Name = packed(batch, 'Cars.Name');
    assert.equal([...Name.offsets], [0, 3, 6, 9, 12, 15, 18]);
    assert.equal(encodeBatch(codec, { ...batch.columns, 'Cars.Name': Name }), stream);
    const odd = { data: Name.data, offsets: Name.offsets.slice(0, 6) };
    assert.is(refusalOf(() => encodeBatch(codec, { ...batch.columns, 'Cars.Name': odd })).code, 'ERR_LENGTH');
  });

  test('columns over the records of a batch', () => {
    const codec = createCodec(Packet);
    const stream = encodeBatch(codec, [packet(1), packet(2)]);
    const batch = decodeBatch(codec, stream);
    const Speed = batch.columns['Cars.Speed'].map((speed) => speed + 1);
    const copy = stream.slice();
    encodeBatchInto(codec, { 'Cars.Speed': Speed }, copy, { at: batch });
    assert.equal(copy, encodeBatch(codec, { ...batch.columns, 'Cars.Speed': Speed }));
    const Sized = struct('SIZED', { n: u8, part: bytes('n', { capacity: 2 }), v: u8 });
    const Summed = struct('SUMMED', { v: u8, s: checksum(u8, 'sum-8') });
    const other = createCodec(struct('BOTH', { a: array(Sized, 1), b: array(Summed, 1) }));
    const records = encodeBatch(other, [{ a: [{ part: hex('01'), v: 1 }], b: [{ v: 2 }] }]);
    const both = decodeBatch(other, records);
    const put = (columns: object) => refusalOf(() => encodeBatchInto(other, columns as never, records, { at: both }));
    const { code, path, fieldOffset, want, have } = put({ 'a.n': Uint8Array.of(2) });
    assert.equal([code, path, fieldOffset, want, have], ['ERR_DISAGREE', 'a[].n', 0, 1, 2]);
    const alone = createCodec(struct('ALONE', { a: array(Sized, 1) }));
    const bytesOf = encodeBatch(alone, [{ a: [{ part: hex('01'), v: 1 }] }]);
    const at = { at: decodeBatch(alone, bytesOf) };
    assert.is(refusalOf(() => encodeBatchInto(alone, { 'a.n': Uint8Array.of(2) }, bytesOf, at)).code, 'ERR_DISAGREE');
    assert.is(put({ 'b.v': Uint8Array.of(3) }).code, 'ERR_CHECKSUM');
    encodeBatchInto(other, { 'a.n': both.columns['a.n'], 'b.v': Uint8Array.of(3), 'b.s': Uint8Array.of(3) }, records, {
      at: both,
    });
    assert.equal(records, encodeBatch(other, [{ a: [{ part: hex('01'), v: 1 }], b: [{ v: 3 }] }]));
  });

  test('enumerations of elements, and unknown values of strict ones', () => {
    const Kind = enumeration('KIND', u8, { A: 1, B: 2 }, { strict: true });
    const codec = createCodec(struct('KINDS', { Kinds: array(struct('', { k: Kind, pad: u16 }), 2) }));
    const stream = encodeBatch(codec, [
      {
        Kinds: [
          { k: 1, pad: 1 },
          { k: 2, pad: 2 },
        ],
      },
    ]);
    const { columns } = decodeBatch(codec, stream);
    assert.equal([...columns['Kinds.k']], [1, 2]);
    assert.is(
      refusalOf(() => encodeBatch(codec, { ...columns, 'Kinds.k': Uint8Array.of(1, 3) })).code,
      'ERR_UNKNOWN_ENUM',
    );
  });
});
