import * as assert from 'uvu/assert';
import * as K from '../../assembly/core/layout.js';
import { codeOf, type Op } from '../../src/cursor/index.js';
import { compile, DEFAULT_LIMITS } from '../../src/program/index.js';
import { bytes, checksum, crc, layoutOf, struct, u16, u32, u8 } from '../../src/surface.js';
import { interpretedSuite } from '../harness/index.js';

const WAYS = {
  'crc-32': checksum(u32, 'crc-32', { to: 'Sum' }),
  'a reflected CRC': checksum(u16, 'crc-16/modbus', { to: 'Sum' }),
  'a plain CRC of 5 bits': checksum(u8, crc({ width: 5, poly: 9, init: 9 }), { to: 'Sum' }),
  'a sum': checksum(u32, 'sum-to-zero-32', { to: 'Sum' }),
  'exclusive or': checksum(u8, 'xor-8', { to: 'Sum' }),
  'words in network order': checksum(u16, 'internet', { to: 'Sum' }),
  'two sums of words': checksum(u32, 'fletcher-32', { to: 'Sum' }),
};

interpretedSuite('the bytes of a checksum itself', 'engine to run programs on', (test, { engine }) => {
  for (const [name, sum] of Object.entries(WAYS)) {
    test(`${name}: they are 0, as far as they lie in what is summed`, () => {
      const program = compile(layoutOf(struct('S', { Data: bytes(40), Sum: sum })), DEFAULT_LIMITS);
      const op = codeOf(program).ops.find(({ kind }) => kind === K.OP_CHECKSUM) as Op;
      const machine = engine.load(program);
      const own = (op.ref as Op).bytes;
      const given = Uint8Array.from({ length: 40 }, (_, at) => at * 37 + 1);
      const [start, end] = [8, 31];
      for (let hole = start - own - 1; hole <= end + 1; hole++) {
        const blanked = given.slice();
        blanked.fill(0, hole, hole + own);
        const range = { start, end, hole, holeEnd: hole + own };
        const nowhere = { start, end, hole: end, holeEnd: end + own };
        const have = machine.sum(op.index, { bytes: given, ...range });
        assert.is(have, machine.sum(op.index, { bytes: blanked, ...nowhere }), `at ${hole}`);
      }
    });
  }
});
