import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { codeOf, type Op } from '../../src/cursor/index.js';
import { checksumOf } from '../../src/oracle/checksum.js';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import {
  bytes,
  checksum,
  layoutOf,
  struct,
  u16,
  u24,
  u32,
  u64,
  u8,
  type ChecksumAlgorithm,
} from '../../src/surface.js';
import { suite } from '../harness/index.js';
import { CHECK_VALUES } from './check-values.js';

const TYPES = { 1: u8, 2: u16, 3: u24, 4: u32, 8: u64 } as const;

/** What the oracle has for bytes, as a schema says it. */
function sumOf(
  algorithm: ChecksumAlgorithm,
  size: keyof typeof TYPES,
  summed: Uint8Array,
  hole = [0, 0],
): number | bigint {
  const type = struct('S', { Data: bytes(1), Sum: checksum(TYPES[size], algorithm, { to: 'Sum' }) });
  const code = codeOf(compile(layoutOf(type), DEFAULT_LIMITS));
  const op = code.ops.find(({ kind }) => kind === K.OP_CHECKSUM) as Op;
  const [from = 0, to = 0] = hole;
  return checksumOf(code, op, { bytes: summed, start: 0, end: summed.length, hole: from, holeEnd: to });
}

const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);
const hex = (text: string): Uint8Array => Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));

suite('reference engine: checksums', (test) => {
  test('CRCs have the check values of the catalogue', () => {
    for (const [algorithm, size, check] of CHECK_VALUES)
      assert.is(sumOf(algorithm, size, ascii('123456789')), check, algorithm);
  });

  test('sums have the values of their specifications', () => {
    const digits = ascii('123456789');
    assert.is(sumOf('sum-8', 1, digits), 0xdd);
    assert.is(sumOf('sum-16', 2, digits), 0x1dd);
    assert.is(sumOf('sum-32', 4, digits), 0x1dd);
    assert.is(sumOf('sum-to-zero-8', 1, digits), 0x23);
    assert.is(sumOf('sum-to-zero-16', 2, digits), 0xfe23);
    assert.is(sumOf('sum-to-zero-32', 4, digits), 0xfffffe23);
    // An NMEA 0183 sentence, between $ and *.
    assert.is(sumOf('xor-8', 1, ascii('GPGLL,5057.970,N,00146.110,E,142451,A')), 0x27);
    // RFC 1071, section 3, and the header of an IPv4 packet of 115 bytes.
    assert.is(sumOf('internet', 2, hex('0001f203f4f5f6f7')), 0x220d);
    assert.is(sumOf('internet', 2, hex('45000073000040004011b861c0a80001c0a800c7'), [10, 12]), 0xb861);
    assert.is(sumOf('adler-32', 4, ascii('Wikipedia')), 0x11e60398);
    const fletchers = ['abcde', 'abcdef', 'abcdefgh'].map(ascii);
    assert.equal(
      fletchers.map((one) => sumOf('fletcher-16', 2, one)),
      [0xc8f0, 0x2057, 0x0627],
    );
    assert.equal(
      fletchers.map((one) => sumOf('fletcher-32', 4, one)),
      [0xf04fc729, 0x56502d2a, 0xebe19591],
    );
    // UBX-CFG-MSG that turns VTG off: CK_A is ff, CK_B 19.
    assert.is(sumOf('fletcher-16/ubx', 2, hex('06010300f00500')), 0x19ff);
  });

  test('count the bytes of the checksum itself as 0', () => {
    const given = ascii('123456789');
    const holed = given.slice();
    holed.fill(0, 2, 6);
    const others = ['sum-8', 'xor-8'].map((name) => [name, 1] as const);
    for (const [algorithm, size] of [
      ...CHECK_VALUES,
      ...others,
      ['fletcher-32', 4],
      ['internet', 2],
    ] as typeof CHECK_VALUES)
      assert.is(sumOf(algorithm, size, given, [2, 6]), sumOf(algorithm, size, holed), algorithm);
  });

  test('no bytes at all leave what the register has at first', () => {
    const none = new Uint8Array();
    assert.is(sumOf('crc-32', 4, none), 0);
    assert.is(sumOf('crc-16/modbus', 2, none), 0xffff);
    assert.is(sumOf('crc-24/ble', 3, none), 0xaaaaaa);
    assert.is(sumOf('adler-32', 4, none), 1);
    assert.is(sumOf('internet', 2, none), 0xffff);
    assert.is(sumOf('sum-to-zero-8', 1, none), 0);
  });
});
