import * as assert from 'uvu/assert';
import {
  array,
  bits,
  bool8,
  bytes,
  createCodec,
  describeColumns,
  enumeration,
  f32,
  filetime,
  guid,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
  union,
} from '../../src/index.js';
import { suite } from '../harness/index.js';

const Kind = enumeration('KIND', u8, { LEVEL: 1, RATE: 2 }, { strict: true });
const Item = struct('ITEM', { X: u16, Label: text('ascii', 4) });
const Type = struct('DESCRIBED', {
  Kind,
  Head: struct('HEAD', { Id: bits(u64, { Frame: 40, Part: 24 }), X: f32 }),
  At: filetime,
  Key: guid,
  Items: array(Item, 2),
  Grid: array(array(u16, 3), 2),
  Both: union('BOTH', { A: u32, B: array(u8, 4) }),
  Data: tagged('Kind', {
    Level: [1, u32],
    Rate: [2, struct('RATE', { Sub: u8, On: bool8, In: tagged('Sub', { One: [1, u16] }) })],
  }),
  Count: u16,
  Rest: array(Item, 'Count'),
});

suite('what columns are', (test) => {
  const described = describeColumns(createCodec(Type));
  const of = (path: string) => described.find((one) => one.path === path);

  test('in the order of the codec', () => {
    const { columns } = createCodec(Type);
    assert.equal(
      described.map(({ path, array: kind }) => [path, kind]),
      columns.map(({ path, kind }) => [path, kind]),
    );
  });

  test('short names are the last steps that no other path ends with', () => {
    const names = Object.fromEntries(described.map(({ path, name }) => [path, name]));
    assert.is(names['Head.Id.Frame'], 'Frame');
    assert.is(names['Head.X'], 'Head.X');
    assert.is(names['Items.X'], 'Items.X');
    assert.is(names['Data.Rate.In.raw'], 'In.raw');
    assert.is(names['Kind'], 'Kind');
    assert.is(new Set(Object.values(names)).size, described.length);
  });

  test('a path that others end with is its own name', () => {
    const Same = struct('SAME', {
      X: u8,
      A: struct('A', { X: u8, B: struct('B', { X: u8 }) }),
      B: struct('C', { X: u8 }),
    });
    const names = describeColumns(createCodec(Same)).map(({ name }) => name);
    assert.equal(names, ['X', 'A.X', 'A.B.X', 'B.X']);
  });

  test('values, their names and units', () => {
    const names = { name: 'KIND', values: { LEVEL: 1, RATE: 2 }, isFlags: false, isStrict: true };
    assert.equal(of('Kind')?.value, { type: 'integer', declared: 'KIND', bits: 8, isSigned: false, names });
    assert.equal(of('Head.Id.Frame')?.value, { type: 'integer', declared: 'u64', bits: 40, isSigned: false });
    assert.equal(of('Head.X')?.value, { type: 'float', declared: 'f32', bits: 32, exponentBits: 8 });
    const at = of('At')?.value;
    assert.equal(at?.type === 'integer' && at.time, { unit: '100ns', epoch: '1601-01-01' });
    assert.equal(of('Key')?.value, { type: 'guid' });
    assert.equal(of('Items.Label')?.value, { type: 'text', encoding: 'ascii', bytes: 4 });
    assert.equal(of('Data.raw')?.value, { type: 'bytes', bytes: 4 });
    assert.equal(of('Rest')?.value, { type: 'elements' });
  });

  test('how many values a row has', () => {
    assert.equal(of('Items.Label')?.dimensions, [2]);
    assert.equal(of('Grid')?.dimensions, [2, 3]);
    assert.equal(of('At')?.dimensions, []);
    assert.is(of('Rest')?.isList, true);
    assert.is(of('Both.A')?.isShared, true);
  });

  test('which rows have one', () => {
    const rate = { tag: 'Kind', isOneOf: true, values: [2] };
    assert.equal(of('At')?.present, []);
    assert.equal(of('Data.Rate.On')?.present, [rate]);
    assert.equal(of('Data.Rate.In.One')?.present, [rate, { tag: 'Data.Rate.Sub', isOneOf: true, values: [1] }]);
    assert.equal(of('Data.Rate.In.raw')?.present, [rate, { tag: 'Data.Rate.Sub', isOneOf: false, values: [1] }]);
    assert.equal(of('Data.raw')?.present, [{ tag: 'Kind', isOneOf: false, values: [1, 2] }]);
  });

  test('an arm for all other tags', () => {
    const Rest = struct('REST', { Kind: u8, Data: tagged('Kind', { One: [1, u8], Other: ['otherwise', u16] }) });
    const [, one, other] = describeColumns(createCodec(Rest));
    assert.equal(one?.present, [{ tag: 'Kind', isOneOf: true, values: [1] }]);
    assert.equal(other?.present, [{ tag: 'Kind', isOneOf: false, values: [1] }]);
  });

  test('lists of bytes, texts and numbers', () => {
    const kinds = [bytes('Size'), text('utf-8', 'Size'), array(u16, 'Size')].map(
      (tail) => describeColumns(createCodec(struct('TAIL', { Size: u16, tail })))[1]?.value,
    );
    assert.equal(kinds, [
      { type: 'bytes' },
      { type: 'text', encoding: 'utf-8' },
      { type: 'integer', declared: 'u16', bits: 16, isSigned: false },
    ]);
  });

  test('anything but a codec of one type is refused', () => {
    assert.throws(() => describeColumns({} as never), /give a codec of createCodec/);
  });
});
