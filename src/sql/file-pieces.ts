import { closeSync, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { CastbufError } from '../errors/index.js';

const PIECE_BYTES = 1024 * 1024;

/**
 * The bytes of a file in pieces, each good until the next one is asked for. Nothing is open between two of them: a query that has enough rows says so to
 * nobody, and what it held would stay open.
 * @throws an error of the operating system; CastbufError ERR_SOURCE for what is no file that can be read again, and where the file is another one meanwhile
 */
export function* piecesOfFile(path: string, start: number): Generator<Uint8Array, void, undefined> {
  const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
  let first: Stats | undefined;
  for (let at = start; ;) {
    const fd = openSync(path, 'r');
    let bytes: number;
    try {
      const stats = fstatSync(fd);
      assertSame(path, first ?? stats, stats);
      first ??= stats;
      bytes = readSync(fd, buffer, 0, PIECE_BYTES, at);
    } finally {
      closeSync(fd);
    }
    if (bytes === 0) return;
    at += bytes;
    yield buffer.subarray(0, bytes);
  }
}

function assertSame(path: string, first: Stats, stats: Stats): void {
  if (!stats.isFile())
    throw new CastbufError('ERR_SOURCE', `${path} is no file that can be read again; copy it into one`);
  if (stats.ino === first.ino && stats.dev === first.dev) return;
  throw new CastbufError('ERR_SOURCE', `${path} is another file now than when the query began; ask again`);
}
