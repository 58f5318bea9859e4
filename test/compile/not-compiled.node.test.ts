import * as assert from 'uvu/assert';
import { compileCodec, compileSetCodec } from '../../src/compile/index.js';
import { CastbufError, checksum, recordSet, struct, sumBy, u8 } from '../../src/surface.js';
import { suite } from '../harness/index.js';

async function refusalOf(run: () => unknown): Promise<unknown[]> {
  try {
    await run();
    return [];
  } catch (error) {
    assert.instance(error, CastbufError);
    const { code, path, hint } = error as CastbufError;
    return [code, path, hint.slice(0, hint.indexOf(':'))];
  }
}

suite('types with checksums by functions are not compiled', (test) => {
  test('the path says which checksum it is, in a type and a set', async () => {
    const Summed = struct('SUMMED', {
      Kind: u8,
      Sum: checksum(
        u8,
        sumBy(() => 7),
      ),
    });
    const refused = ['ERR_USAGE', 'Sum', 'compiled codecs have no checksum by a function'];
    assert.equal(await refusalOf(() => compileCodec(Summed)), refused);
    const set = recordSet('Kind', { Summed: [2, Summed] });
    assert.equal(await refusalOf(() => compileSetCodec(set, { name: 'Sums' })), refused);
  });
});
