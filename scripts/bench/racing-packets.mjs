/** Packets of a racing simulation: a header and 22 cars, each 12 numbers of mixed widths and five arrays of four bytes, one for each wheel. */
import { generator } from './random.mjs';

/** Members and their kinds, in order; nothing is padded. */
export const HEADER = {
  Session: 'u64',
  Time: 'f32',
  Frame: 'u32',
  Format: 'u16',
  Version: 'u8',
  Kind: 'u8',
  Player: 'u8',
  Year: 'u8',
  Weather: 'u16',
};
export const CAR = {
  LapTime: 'u32',
  Throttle: 'f32',
  Steer: 'f32',
  Brake: 'f32',
  Speed: 'u16',
  Rpm: 'u16',
  EngineTemperature: 'u16',
  Lights: 'u16',
  Clutch: 'u8',
  Gear: 'i8',
  Drs: 'u8',
  Position: 'u8',
};
export const WHEELS = ['BrakeTemperature', 'SurfaceTemperature', 'InnerTemperature', 'Wear', 'Pressure'];
export const WHEEL_COUNT = 4;
export const CARS = 22;
export const PACKET_BYTES = 24 + CARS * 48;

/** Every number that a word of these bits is part of is finite. */
const FINITE = 0x7f7fffff;

/** castbuf's type. */
export function packetType(/** @type {any} */ castbuf) {
  const { array, struct } = castbuf;
  const numbers = (/** @type {Record<string, string>} */ members) =>
    Object.fromEntries(Object.entries(members).map(([name, kind]) => [name, castbuf[kind]]));
  const wheels = Object.fromEntries(WHEELS.map((name) => [name, array(castbuf.u8, WHEEL_COUNT)]));
  const Car = struct('CAR', { ...numbers(CAR), ...wheels });
  return struct('PACKET', { ...numbers(HEADER), Cars: array(Car, CARS) });
}

/** As many whole packets as `bytes` has room for. */
export function packetsOf(/** @type {number} */ bytes) {
  const count = Math.floor(bytes / PACKET_BYTES);
  const input = new Uint8Array(count * PACKET_BYTES);
  const next = generator();
  const words = new Uint32Array(input.buffer);
  for (let word = 0; word < words.length; word++) words[word] = next() & FINITE;
  return { input, count };
}

/** All values of packets one after the other, by the names of their members, to compare what different readers have made. */
export function valuesOf(/** @type {readonly any[]} */ packets) {
  /** @type {any[]} */
  const values = [];
  for (const packet of packets) {
    for (const name of Object.keys(HEADER)) values.push(packet[name]);
    for (const car of packet.Cars) {
      for (const name of Object.keys(CAR)) values.push(car[name]);
      for (const name of WHEELS) values.push(...car[name]);
    }
  }
  return values;
}
