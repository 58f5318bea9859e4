import * as assert from 'uvu/assert';
import { unpacked } from '../../src/cli/unpack.js';
import { suite } from '../harness/index.js';

// time-out: 60 s

const MAGIC = [0x28, 0xb5, 0x2f, 0xfd];
const MOST_BLOCK = 128 * 1024;
const MEGABYTE = 1024 ** 2;

function littleEndian(value: number, bytes: number): number[] {
  return Array.from({ length: bytes }, (_, index) => Math.floor(value / 256 ** index) % 256);
}

function block(kind: 'bytes' | 'run', bytes: readonly number[], count: number, isLast: boolean): number[] {
  return [...littleEndian(count * 8 + (kind === 'run' ? 2 : 0) + Number(isLast), 3), ...bytes];
}

/** A window of 128 KiB, and no size. */
const PLAIN_HEADER = [...MAGIC, 0, 7 << 3];
const oneSegment = (bytes: number): number[] => [...MAGIC, 0xa0, ...littleEndian(bytes, 4)];
const wide = (exponent: number): number[] => [...MAGIC, 0, exponent << 3];
const SKIPPABLE = [0x5a, 0x2a, 0x4d, 0x18, ...littleEndian(7, 4), ...MAGIC, 0, 0xff, 0];

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

async function unpack(bytes: readonly number[], pieceBytes = bytes.length): Promise<number[]> {
  const found: number[] = [];
  const pieces = inPieces(Uint8Array.from(bytes), pieceBytes);
  for await (const piece of unpacked(pieces, { name: 'x', most: MEGABYTE })) found.push(...piece);
  return found;
}

async function refusalOf(bytes: readonly number[], pieceBytes?: number): Promise<string> {
  try {
    await unpack(bytes, pieceBytes);
  } catch (error) {
    return (error as Error).message;
  }
  return 'unpacked';
}

suite('castbuf: what zstd made', (test) => {
  test('frames one after the other, and what is between them, in pieces of any size', async () => {
    const last = block('bytes', [4, 5], 2, true);
    const first = [...PLAIN_HEADER, ...block('bytes', [1, 2, 3], 3, false), ...block('run', [9], 3, true)];
    const frames = [...first, ...SKIPPABLE, ...oneSegment(2), ...last];
    for (const pieceBytes of [1, 2, 7, frames.length])
      assert.equal(await unpack(frames, pieceBytes), [1, 2, 3, 9, 9, 9, 4, 5], `${pieceBytes} bytes a piece`);
  });

  test('each frame has its window looked at before there is memory for it', async () => {
    const first = [...PLAIN_HEADER, ...block('bytes', [1], 1, true)];
    const rest = block('bytes', [1], 1, true);
    for (const header of [wide(18), oneSegment(2 ** 27 + 1)]) {
      for (const before of [[], first, [...first, ...SKIPPABLE]]) {
        for (const pieceBytes of [3, 1000])
          assert.match(
            await refusalOf([...before, ...header, ...rest], pieceBytes),
            /its window has more than 134\.2 MB/,
          );
      }
    }
    assert.equal(await unpack([...first, ...oneSegment(1), ...rest]), [1, 1]);
  });

  test('blocks of 4 bytes that stand for 128 KiB do not come out all at once', async () => {
    const runs = Array.from({ length: 4096 }, (_, index) => block('run', [0], MOST_BLOCK, index === 4095)).flat();
    const bomb = Uint8Array.from([...PLAIN_HEADER, ...runs]);
    const before = process.memoryUsage().arrayBuffers;
    const pieces = unpacked(inPieces(bomb, bomb.length), { name: 'x', most: 2 ** 30 });
    assert.is((await pieces.next()).value?.length, MOST_BLOCK);
    const grown = process.memoryUsage().arrayBuffers - before;
    await pieces.return();
    assert.ok(grown < 128 * MEGABYTE, `${Math.round(grown / MEGABYTE)} MiB for a piece of ${bomb.length} bytes`);
  });
});
