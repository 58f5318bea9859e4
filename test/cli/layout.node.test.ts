import * as assert from 'uvu/assert';
import { MIRACAST_STRUCTURES } from '../../src/miracast/index.js';
import { readFixtureText, suite } from '../harness/index.js';
import { castbuf } from './run-castbuf.js';
import { linesOf } from './vector-lines.js';

interface OracleRecord {
  readonly name: string;
  readonly typedefs: readonly string[];
  readonly kind: string;
  readonly size: number;
  readonly align: number;
  readonly flat: readonly unknown[];
}

suite('castbuf layout', (test) => {
  for (const bits of ['x64', 'x86'] as const) {
    test(`--json is what clang says for ${bits}`, async () => {
      const oracle = JSON.parse(await readFixtureText(`oracle/oracle-miracast-${bits}.json`)) as {
        records: OracleRecord[];
      };
      const expected = oracle.records.map(({ name, typedefs, kind, size, align, flat }) => ({
        name: typedefs[0] ?? name,
        kind,
        size,
        align,
        flat,
      }));
      const { status, text } = await castbuf(['layout', '--json', '--abi', `msvc-${bits}`]);
      assert.is(status, 0);
      const byName = (one: { name: string }, other: { name: string }): number => one.name.localeCompare(other.name);
      assert.equal((JSON.parse(text) as OracleRecord[]).sort(byName), expected.sort(byName));
    });
  }

  test('--plan says which bytes become which columns, each column once', async () => {
    const { status, text } = await castbuf(['layout', '--plan', '--type', 'MIRACAST_CHUNK_DATA']);
    assert.is(status, 0);
    assert.equal(text.split('\n').slice(1, -1), [
      '  records with a counted part behind the fixed one: 28 fixed bytes, in blocks of 512',
      '  framing: from count to count, the first 2 windows taken on the way',
      '  window at 0, 16 bytes in lanes of 4, 4, 4, 4',
      '    lane at 0 -> ChunkInfo.ChunkType',
      '    lane at 8, with the lane behind it -> ChunkInfo.ChunkId.Value',
      '    lane at 8 bits 0 to 39, with the lane behind it, as a double -> ChunkInfo.ChunkId.FrameNumber',
      '    lane at 12 bits 8 to 31 -> ChunkInfo.ChunkId.PartNumber',
      '  window at 12, 16 bytes in lanes of 4, 4, 4, 4',
      '    lane at 16 -> ChunkInfo.ProcessingTime',
      '    lane at 20 -> ChunkInfo.EncodeRate',
      '    lane at 24 -> PrivateDriverDataSize',
      '  offsets and lengths -> PrivateDriverData',
    ]);
    const statistics = (await castbuf(['layout', '--plan', '--type', 'MIRACAST_STATISTIC_DATA'])).text.split('\n');
    assert.ok(statistics.includes('    lane at 8 bits 0 to 31 -> ProtocolEvent.Event'));
    assert.equal(statistics.slice(-3, -1), [
      '  arms by StatisticType: 10 columns are cleared where the row has another arm',
      '  a loop of its own -> raw',
    ]);
    for (const other of ['--json', '--diff=msvc-x86']) {
      const refused = await castbuf(['layout', '--plan', other]);
      assert.is(refused.status, 2);
      assert.match(refused.stderr, /leave out --json and --diff/);
    }
  });

  test('--json of one type is an array of one', async () => {
    const { text } = await castbuf(['layout', '--type', 'MIRACAST_CHUNK_ID', '--json', '--abi', 'gcc-x64']);
    assert.equal(JSON.parse(text), [
      {
        name: 'MIRACAST_CHUNK_ID',
        kind: 'union',
        size: 8,
        align: 8,
        flat: [
          ['FrameNumber', 0, 40],
          ['PartNumber', 40, 24],
          ['Value', 0, 64],
        ],
      },
    ]);
  });

  test('offsets, bit-fields, holes with their offsets, sums', async () => {
    const { text } = await castbuf(['layout', '--type', 'MIRACAST_CHUNK_DATA']);
    const lines = linesOf(text).map((line) => line.trim().replaceAll(/ {2,}/g, ' '));
    assert.is(lines[0], 'struct MIRACAST_CHUNK_DATA msvc-x64: 32 bytes, aligned to 8, 7 bytes of padding in 2 holes');
    assert.equal(lines.slice(2, 13), [
      '0 24 ChunkInfo MIRACAST_CHUNK_INFO',
      '0 4 ChunkType MIRACAST_CHUNK_TYPE',
      '4 4 -- padding --',
      '8 8 ChunkId MIRACAST_CHUNK_ID',
      '8:0 40 b FrameNumber u64 : 40',
      '13:0 24 b PartNumber u64 : 24',
      '8 8 Value u64',
      '16 4 ProcessingTime u32',
      '20 4 EncodeRate u32',
      '24 4 PrivateDriverDataSize u32',
      '28 1 PrivateDriverData u8[PrivateDriverDataSize]',
    ]);
    assert.is(lines[13], '29 3 -- padding --');
    assert.match(lines[14] ?? '', /^a record has 28 bytes and those of PrivateDriverData/);
  });

  test('without a type, all of them', async () => {
    const { text } = await castbuf(['layout']);
    for (const name of Object.keys(MIRACAST_STRUCTURES)) assert.match(text, new RegExp(`(struct|union) ${name} `));
  });

  test('--diff marks what differs', async () => {
    const { status, text } = await castbuf(['layout', '--type', 'MIRACAST_DRIVER_INTERFACE', '--diff', 'msvc-x86']);
    assert.is(status, 0);
    const lines = linesOf(text).map((line) => line.trim().replaceAll(/ {2,}/g, ' '));
    assert.equal(lines.slice(1, 6), [
      'msvc-x64 msvc-x86',
      'member offset size offset size',
      'Size 0 4 0 4',
      '-- padding -- 4 4 - - <>',
      'CreateMiracastContext 8 8 4 4 <>',
    ]);
    assert.ok(lines.includes('msvc-x86: 24 bytes, aligned to 4, no padding'));
    assert.is(lines.at(-1), '6 lines differ');
    const same = await castbuf(['layout', '--type', 'MIRACAST_CHUNK_DATA', '--diff', 'msvc-x86']);
    assert.is(linesOf(same.text).at(-1), 'no difference');
    assert.not.match(same.text, /<>/);
  });
});
