import * as assert from 'uvu/assert';
import { MIRACAST_CHUNK_DATA, MIRACAST_STATISTIC_DATA } from '../../src/miracast/index.js';
import { CastbufError, array, bytes, magic, struct, u16, u8, type ColumnsInput } from '../../src/js.js';
import { engineSuite, readFixture } from '../harness/index.js';

function codeOf(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    assert.instance(error, CastbufError);
    return (error as CastbufError).code;
  }
}

engineSuite('columns to encode', (test, { createCodec }) => {
  const chunks = createCodec(MIRACAST_CHUNK_DATA);

  const columnsOf = async (): Promise<Record<string, ColumnsInput[string]>> => ({
    ...chunks.decodeBatch(await readFixture('vectors/doc-table-2.chunks.bin')).copy().columns,
  });
  const without = (columns: Record<string, ColumnsInput[string]>, ...paths: string[]): ColumnsInput =>
    Object.fromEntries(Object.entries(columns).filter(([path]) => !paths.includes(path)));
  const [frame, part, value] = ['FrameNumber', 'PartNumber', 'Value'].map((name) => `ChunkInfo.ChunkId.${name}`) as [
    string,
    string,
    string,
  ];

  test('a count may be left out, and so may all arms of a union but one', async () => {
    const stream = await readFixture('vectors/doc-table-2.chunks.bin');
    const columns = await columnsOf();
    assert.equal(chunks.encodeBatch(without(columns, 'PrivateDriverDataSize', value)), stream);
    assert.equal(chunks.encodeBatch(without(columns, frame, part)), stream);
  });

  test('a union without a whole arm is missing, never 0', async () => {
    const columns = await columnsOf();
    assert.is(
      codeOf(() => chunks.encodeBatch(without(columns, frame, value))),
      'ERR_MISSING',
    );
    assert.is(
      codeOf(() => chunks.encodeBatch(without(columns, frame, part, value))),
      'ERR_MISSING',
    );
  });

  test('so are plain columns, and those of tagged arms', async () => {
    const columns = await columnsOf();
    assert.is(
      codeOf(() => chunks.encodeBatch(without(columns, 'ChunkInfo.EncodeRate'))),
      'ERR_MISSING',
    );
    const statistics = createCodec(MIRACAST_STATISTIC_DATA);
    const own = { ...statistics.decodeBatch(await readFixture('vectors/doc-table-1.stats.bin')).copy().columns };
    assert.is(
      codeOf(() => statistics.encodeBatch(without(own, 'ProtocolEvent.Event'))),
      'ERR_MISSING',
    );
  });

  test('arms that disagree are refused with their row', async () => {
    const columns = await columnsOf();
    const frames = (columns[frame] as Float64Array).slice();
    frames[2] = 7;
    try {
      chunks.encodeBatch({ ...columns, [frame]: frames });
      assert.unreachable();
    } catch (error) {
      assert.is((error as CastbufError).code, 'ERR_DISAGREE');
      assert.match((error as CastbufError).message, /row 2/);
    }
  });

  test('values that do not fit their bits are refused: one below, at, above', async () => {
    const columns = await columnsOf();
    const rows = (columns[frame] as Float64Array).length;
    const withFrame = (number: number): ColumnsInput => ({
      ...without(columns, value),
      [frame]: new Float64Array(rows).fill(number),
    });
    assert.is(
      codeOf(() => chunks.encodeBatch(withFrame(2 ** 40 - 2))),
      undefined,
    );
    assert.is(
      codeOf(() => chunks.encodeBatch(withFrame(2 ** 40 - 1))),
      undefined,
    );
    for (const wrong of [2 ** 40, -1, 0.5, NaN, Infinity]) {
      assert.is(
        codeOf(() => chunks.encodeBatch(withFrame(wrong))),
        'ERR_OUT_OF_RANGE',
        String(wrong),
      );
    }
  });

  test('a column has whole rows; an empty array says nothing of them', () => {
    const pairs = createCodec(struct('P', { a: array(u8, 2), none: bytes(0) }));
    const rows = (length: number): ColumnsInput => ({ a: new Uint8Array(length), none: new Uint8Array(0) });
    assert.is(pairs.encodeBatch(rows(4)).length, 4);
    assert.is(
      codeOf(() => pairs.encodeBatch(rows(5))),
      'ERR_LENGTH',
    );
  });

  test('a magic column fills itself in; a list stays inside its data', () => {
    const codec = createCodec(struct('M', { kind: magic(u16, 0x4d43), n: u8, data: bytes('n') }));
    const list = (offset: number, length: number): ColumnsInput => ({
      data: { data: Uint8Array.of(1, 2, 3, 4), offsets: Uint32Array.of(offset), lengths: Uint32Array.of(length) },
    });
    assert.equal(codec.encodeBatch(list(2, 2)), Uint8Array.of(0x43, 0x4d, 2, 3, 4));
    assert.is(
      codeOf(() => codec.encodeBatch(list(2, 3))),
      'ERR_DATA_OVERRUN',
    );
    assert.is(
      codeOf(() => codec.encodeBatch(list(5, 0))),
      undefined,
    );
    assert.is(
      codeOf(() => codec.encodeBatch(list(2, 100))),
      'ERR_DATA_OVERRUN',
    );
  });
});
