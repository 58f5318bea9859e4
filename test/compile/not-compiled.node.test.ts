import * as assert from 'uvu/assert';
import { compileCodec, compileMessages, compileSetCodec } from '../../src/compile/index.js';
import { messageSet } from '../../src/miracast/index.js';
import { CastbufError, checksum, records, recordSet, struct, sumBy, u8 } from '../../src/surface.js';
import { suite } from '../harness/index.js';

const Item = struct('ITEM', { Kind: u8, Value: u8 });
const List = struct('LIST', { Kind: u8, Size: u8, Items: records(recordSet('Kind', { Item: [1, Item] }), 'Size') });

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

suite('types with lists of records are not compiled', (test) => {
  const refused = ['ERR_USAGE', 'Items', 'compiled codecs have no records(…)'];

  test('the path says which part it is, in a type, a set and a message', async () => {
    assert.equal(await refusalOf(() => compileCodec(List)), refused);
    assert.equal(
      await refusalOf(() => compileSetCodec(recordSet('Kind', { List: [2, List] }), { name: 'Lists' })),
      refused,
    );
    const messages = messageSet('Kind', { List: { value: 2, input: List } });
    assert.equal(await refusalOf(() => compileMessages(messages, { name: 'Messages' })), refused);
  });
});

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
