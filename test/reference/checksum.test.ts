import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { checksumOf } from '../../src/oracle/checksum.js';
import { suite } from '../harness/index.js';

const CHECK = new TextEncoder().encode('123456789');
const whole = { bytes: CHECK, start: 0, end: 9, hole: 0, holeEnd: 0 };

suite('reference engine: checksums', (test) => {
  test('have their known check values over "123456789"', () => {
    assert.is(checksumOf(K.CRC_32, whole), 0xcbf43926);
    assert.is(checksumOf(K.CRC_32C, whole), 0xe3069283);
    assert.is(checksumOf(K.SUM_8, whole), 0xdd);
    assert.is(checksumOf(K.SUM_TO_ZERO_8, whole), 0x23);
  });

  test('count the bytes of the checksum itself as 0', () => {
    const holed = CHECK.slice();
    holed.fill(0, 2, 6);
    for (const algorithm of [K.CRC_32, K.CRC_32C, K.SUM_8, K.SUM_TO_ZERO_8]) {
      const expected = checksumOf(algorithm, { ...whole, bytes: holed });
      assert.is(checksumOf(algorithm, { ...whole, hole: 2, holeEnd: 6 }), expected);
    }
  });

  test('sum the given bytes only; none at all sum to nothing', () => {
    const inside = { bytes: new Uint8Array([9, ...CHECK, 9]), start: 1, end: 10, hole: 11, holeEnd: 11 };
    assert.is(checksumOf(K.CRC_32, inside), 0xcbf43926);
    assert.is(checksumOf(K.CRC_32, { ...inside, end: 1 }), 0);
    assert.is(checksumOf(K.SUM_TO_ZERO_8, { ...inside, end: 1 }), 0);
  });
});
