import * as assert from 'uvu/assert';
import { compileCodec, compileMessages, compileSetCodec } from '../../src/compile/index.js';
import { messageSet } from '../../src/miracast/index.js';
import { CastbufError, records, recordSet, struct, u8 } from '../../src/surface.js';
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
    return [code, path, hint.slice(0, 'compiled codecs have no records(…)'.length)];
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
