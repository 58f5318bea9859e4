import * as assert from 'uvu/assert';
import { parseHeader, type Annotations } from '../../src/header/index.js';
import { MIRACAST_STRUCTURES } from '../../src/miracast/index.js';
import { layoutOf } from '../../src/schema/index.js';
import { engineSuite, readFixture, readFixtureText, suite } from '../harness/index.js';
import { decodeBatch } from '../harness/batches.js';

/** What the interface's documentation says and its header does not. */
const ANNOTATIONS: Annotations = {
  records: {
    MIRACAST_CHUNK_DATA: { members: { PrivateDriverData: { count: 'PrivateDriverDataSize' } } },
    MIRACAST_STATISTIC_DATA: {
      members: {
        EncodeComplete: { when: { StatisticType: 'MIRACAST_STATISTIC_TYPE_CHUNK_PROCESSING_COMPLETE' } },
        ChunkSent: { when: { StatisticType: 1 } },
        ProtocolEvent: { when: { StatisticType: [2] } },
      },
    },
  },
};

suite('the built-in Miracast structures are the imported ones', (test) => {
  for (const cpu of ['x64', 'x86'] as const) {
    test(cpu, async () => {
      const abi = `msvc-${cpu}` as const;
      const text = await readFixtureText(`oracle/oracle-miracast-${cpu}.h`);
      const header = parseHeader(text, { abi, annotations: ANNOTATIONS });
      assert.equal(header.errors, []);
      const names = Object.keys(MIRACAST_STRUCTURES);
      assert.is(names.length, 10);
      for (const name of names) {
        const builtIn = layoutOf(MIRACAST_STRUCTURES[name] as never, abi);
        const { size, align, flat } = layoutOf(header.type(name));
        assert.equal({ size, align, flat }, { size: builtIn.size, align: builtIn.align, flat: builtIn.flat }, name);
      }
    });
  }
});

engineSuite('annotated Miracast structures decode', (test, under) => {
  test('a stream of chunks, as the built-in type does', async () => {
    const header = parseHeader(await readFixtureText('oracle/oracle-miracast-x64.h'), { annotations: ANNOTATIONS });
    const bytes = await readFixture('vectors/doc-table-1.chunks.bin');
    const imported = decodeBatch(under.createCodec(header.type('MIRACAST_CHUNK_DATA')), bytes).copy();
    const builtIn = decodeBatch(under.createCodec(MIRACAST_STRUCTURES['MIRACAST_CHUNK_DATA'] as never), bytes);
    assert.ok(builtIn.rowCount > 1);
    assert.is(imported.rowCount, builtIn.rowCount);
    const path = 'ChunkInfo.ChunkId.FrameNumber';
    assert.equal(imported.columns[path], builtIn.columns[path]);
  });

  test('the selected arm of a statistic, and no other', async () => {
    const header = parseHeader(await readFixtureText('oracle/oracle-miracast-x64.h'), { annotations: ANNOTATIONS });
    const codec = under.createCodec(header.type('MIRACAST_STATISTIC_DATA'));
    const message = new Uint8Array(32);
    message.set([2], 0);
    message.set([1], 8);
    assert.equal(codec.decode(message), { StatisticType: 2, ProtocolEvent: { Event: 1 } });
    message.set([9], 0);
    assert.equal(Object.keys(codec.decode(message) as object), ['StatisticType', 'raw']);
  });
});
