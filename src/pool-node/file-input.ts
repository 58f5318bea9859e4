import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { CastbufError } from '../errors/index.js';
import { inputOf, type FileRange, type PartInput, type PoolSource } from '../pool/index.js';

/** The same for Node, where a source may be the path of a file. @throws CastbufError ERR_TYPE; an error of the operating system */
export function fileInputOf(source: PoolSource): PartInput {
  if (typeof source === 'string') return new FileInput(resolve(source));
  return source instanceof URL ? new FileInput(fileURLToPath(source)) : inputOf(source);
}

/** A file that the workers read. Its length is what it was in the beginning. */
class FileInput implements PartInput {
  readonly byteLength: number;
  private readonly spare: ArrayBuffer[] = [];

  constructor(private readonly path: string) {
    const stats = statSync(path);
    if (!stats.isFile()) {
      const hint = `${path} is no regular file, so that no part of it can be read by itself; stream() takes pipes and devices`;
      throw new CastbufError('ERR_TYPE', hint);
    }
    this.byteLength = stats.size;
  }

  send(start: number, end: number): { input: FileRange; transfer: ArrayBuffer[] } {
    const { path, spare } = this;
    const buffer = spare.pop();
    return { input: { path, start, end, buffer }, transfer: buffer === undefined ? [] : [buffer] };
  }

  shown(_start: number, bytes: Uint8Array): Uint8Array {
    return bytes;
  }

  free({ buffer }: Uint8Array): void {
    this.spare.push(buffer as ArrayBuffer);
  }

  rest(_start: number, bytes: Uint8Array): Uint8Array {
    return bytes;
  }
}

/** On a worker. @throws CastbufError ERR_SOURCE where the file has become shorter; an error of the operating system */
export function readFile({ path, start, end, buffer }: FileRange): Uint8Array<ArrayBuffer> {
  const length = end - start;
  const bytes =
    (buffer?.byteLength ?? 0) < length ? new Uint8Array(length) : new Uint8Array(buffer as ArrayBuffer, 0, length);
  const file = openSync(path, 'r');
  try {
    for (let at = 0; at < bytes.length;) {
      const read = readSync(file, bytes, at, bytes.length - at, start + at);
      if (read === 0) throw cut(path, start + at);
      at += read;
    }
    return bytes;
  } finally {
    closeSync(file);
  }
}

function cut(path: string, have: number): CastbufError {
  const hint = `${path} was longer when it was opened; now it has ${have} bytes. Decode it when nobody writes to it any more`;
  return new CastbufError('ERR_SOURCE', hint, { offset: have });
}
