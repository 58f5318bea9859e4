import * as assert from 'uvu/assert';
import { parseHeader, type Header, type HeaderOptions } from '../../src/header/index.js';

/** The header of some lines, which has no errors. */
export function imported(text: string, options: HeaderOptions = {}): Header {
  const header = parseHeader(text, options);
  assert.equal(
    header.errors.map((error) => error.message),
    [],
  );
  return header;
}

/** Offsets, sizes in bits and paths of a record: `x@0:32 y@32:8`. */
export function flatOf(header: Header, name: string): string {
  const { flat, size } = header.record(name);
  return `${flat.map(([path, at, bits]) => `${path}@${at}:${bits}`).join(' ')} = ${size}`;
}

/** What is wrong with some lines, as `line:column what`. */
export function complaints(text: string, options: HeaderOptions = {}): string[] {
  return parseHeader(text, options).errors.map(
    ({ line, column, hint }) => `${line}:${column} ${hint.replace(/^.*?:\d+:\d+: /, '')}`,
  );
}
