import * as assert from 'uvu/assert';
import { array, at, bytes, f32, i16, i8, struct, text, u16, u32, u8 } from '../../src/surface.js';
import { decodeBatch } from '../harness/batches.js';
import { engineSuite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';

/* Arrays of structs with arrays in them, as values and through cursors. */

const CARS = 22;
const TYRES = ['brakes', 'surface', 'inner', 'pressure', 'kind'] as const;
const tyres = Object.fromEntries(TYRES.map((name) => [name, array(u8, 4)])) as Record<
  (typeof TYRES)[number],
  ReturnType<typeof array<typeof u8, 4>>
>;
const Car = struct(
  'CAR',
  {
    speed: u16, throttle: f32, steer: f32, brake: f32, clutch: u8, gear: i8, rpm: u16, drs: u8, revs: u8, lights: u16, engine: i16, lap: u32,
    ...tyres,
  },
  { pack: 1 },
); // prettier-ignore
const Packet = struct('PACKET', { format: u16, id: u8, time: f32, Cars: array(Car, CARS), last: i8 }, { pack: 1 });
const CAR_BYTES = 48;
const PACKET_BYTES = 7 + CARS * CAR_BYTES + 1;

/** Floats are read as they stand: no pattern of bits but NaN is changed by JavaScript. */
function packets(count: number): Uint8Array {
  const made = Uint8Array.from({ length: count * PACKET_BYTES }, (_, index) => (index * 73 + (index >> 7) * 5) & 0x7f);
  return made;
}

/** A packet, read by hand. */
function readPacket(view: DataView, from: number): object {
  const Cars = Array.from({ length: CARS }, (_, car) => {
    const base = from + 7 + car * CAR_BYTES;
    const numbers = {
      speed: view.getUint16(base, true),
      throttle: view.getFloat32(base + 2, true),
      steer: view.getFloat32(base + 6, true),
      brake: view.getFloat32(base + 10, true),
      clutch: view.getUint8(base + 14),
      gear: view.getInt8(base + 15),
      rpm: view.getUint16(base + 16, true),
      drs: view.getUint8(base + 18),
      revs: view.getUint8(base + 19),
      lights: view.getUint16(base + 20, true),
      engine: view.getInt16(base + 22, true),
      lap: view.getUint32(base + 24, true),
    };
    const four = (index: number): number[] => [0, 1, 2, 3].map((tyre) => view.getUint8(base + 28 + index * 4 + tyre));
    return { ...numbers, ...Object.fromEntries(TYRES.map((name, index) => [name, four(index)])) };
  });
  const [format, id, time] = [view.getUint16(from, true), view.getUint8(from + 2), view.getFloat32(from + 3, true)];
  return { format, id, time, Cars, last: view.getInt8(from + PACKET_BYTES - 1) };
}

engineSuite('arrays of structs', (test, { createCodec }) => {
  const codec = createCodec(Packet);
  const stream = packets(40);
  const view = new DataView(stream.buffer);

  test('values have what a reader by hand finds', () => {
    assert.is(codec.layout.size, PACKET_BYTES);
    const batch = decodeBatch(codec, stream);
    assert.is(batch.rowCount, 40);
    for (let row = 0; row < 40; row++) {
      const wanted = readPacket(view, row * PACKET_BYTES);
      assert.equal(batch.value(row), wanted);
      assert.equal(codec.decode(stream.subarray(row * PACKET_BYTES)), wanted);
      assert.is(JSON.stringify(batch.value(row)), JSON.stringify(wanted), 'in the order of the members');
    }
  });

  test('a cursor has one view of an array, which goes where it goes', () => {
    const { rows, speeds } = { rows: decodeBatch(codec, stream).rows(), speeds: (row: number, car: number) => view.getUint16(row * PACKET_BYTES + 7 + car * CAR_BYTES, true) }; // prettier-ignore
    let kept: object | undefined;
    let row = 0;
    for (const packet of rows) {
      kept ??= packet.Cars;
      assert.is(packet.Cars, kept);
      for (let car = 0; car < CARS; car++) assert.is(packet.Cars.at(car).speed, speeds(row, car));
      const { inner } = packet.Cars.at(3);
      assert.is(inner, packet.Cars.at(4).inner, 'also of the cursor over an element');
      assert.is(inner.at(2), view.getUint8(row * PACKET_BYTES + 7 + 4 * CAR_BYTES + 28 + 8 + 2));
      row++;
    }
    assert.is(row, 40);
    const one = codec.view(stream);
    assert.is(one.Cars, one.Cars);
  });

  test('an element shows bytes and texts of the record that its cursor stands on', () => {
    const Named = struct('NAMED', { id: u8, mac: bytes(2), name: text('ascii', 2) });
    const Nodes = createCodec(struct('NODES', { list: array(Named, 2) }));
    const given = Uint8Array.from({ length: 30 }, (_, index) => 0x30 + index);
    let row = 0;
    for (const nodes of decodeBatch(Nodes, given).rows()) {
      for (const index of [1, 0]) {
        const from = row * 10 + index * 5;
        const { id, mac, name } = nodes.list.at(index);
        assert.equal([id, ...mac], [...given.subarray(from, from + 3)]);
        assert.is(name, String.fromCharCode(...given.subarray(from + 3, from + 5)));
      }
      row++;
    }
    assert.is(row, 3);
  });

  test('a view is as long as what counts it says, also after that was set', () => {
    const Counted = createCodec(struct('COUNTED', { n: u8, list: array(u8, 'n') }));
    const counted = Counted.view(Uint8Array.of(3, 7, 8, 9));
    const { list } = counted;
    assert.equal([...list], [7, 8, 9]);
    counted.n = 2;
    assert.is(list.length, 2);
    assert.equal([...list], [7, 8]);
    assert.is(codecError(() => list.at(2))?.code, 'ERR_USAGE');
    counted.n = 200;
    assert.equal([...list], [7, 8, 9], 'no more than the record has');
  });

  test('a view of an array that an offset points to goes where the offset does', () => {
    const Pointed = createCodec(struct('POINTED', { to: u8, n: u8, list: at('to', array(u8, 'n')) }));
    const message = Uint8Array.of(3, 2, 5, 6, 7);
    const pointed = Pointed.view(message);
    const { list } = pointed;
    assert.equal([...list], [6, 7]);
    pointed.to = 2;
    assert.equal([...list], [5, 6]);
    assert.equal(Pointed.decode(message).list, [5, 6]);
  });

  test('an element is set to another element of the same array', () => {
    const Pairs = createCodec(struct('PAIRS', { list: array(struct('PAIR', { a: u8, b: u8 }), 3), rows: array(array(u8, 2), 3) })); // prettier-ignore
    const message = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    const pairs = Pairs.view(message);
    pairs.list.set(0, pairs.list.at(2));
    pairs.rows.set(2, [...pairs.rows.at(0)]);
    assert.equal([...message], [4, 5, 2, 3, 4, 5, 6, 7, 8, 9, 6, 7]);
  });
});
