import { createHash } from 'node:crypto';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { sha256 } from '../../src/written-schema/sha-256.js';

suite('SHA-256', (test) => {
  test('the examples of FIPS 180-4', () => {
    const of = (text: string): string => sha256(new TextEncoder().encode(text));
    assert.is(of('abc'), 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    assert.is(
      of('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq'),
      '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
    );
  });

  test('every length around a block, as OpenSSL has it', () => {
    for (let length = 0; length <= 200; length++) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 31 + length) & 0xff);
      assert.is(sha256(bytes), createHash('sha256').update(bytes).digest('hex'), `${length} bytes`);
    }
  });
});
