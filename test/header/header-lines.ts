import * as assert from 'uvu/assert';
import { parseHeader, type Header, type HeaderOptions } from '../../src/header/index.js';
import type { LaidRecord } from '../../src/schema/index.js';

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

/** What was passed over in some lines, as `line:column what`. */
export function notesOn(text: string, options: HeaderOptions = {}): string[] {
  return parseHeader(text, options).notes.map(({ line, column, what }) => `${line}:${column} ${what}`);
}

/** Size, alignment and members of a record, those of records in it included: `8/4 a@0 b@4:0-2`. */
export function laidOut(header: Header, name: string): string {
  const { size, align, layout } = header.record(name);
  return `${size}/${align}${membersOf(layout.root, 0)}`;
}

function membersOf(record: LaidRecord, base: number): string {
  return record.members
    .filter((member) => !member.unnamed)
    .map(({ name, anonymous, bitOffset, bitSize, type }) => {
      const at = base + bitOffset;
      const byte = Math.floor(at / 8);
      if (type.kind === 'leaf' && type.isBitField) return ` ${name}@${byte}:${at % 8}-${(at % 8) + bitSize - 1}`;
      const isOwn = type.kind === 'record' && !/ |^_?_/.test(type.node.name ?? '');
      return `${anonymous ? '' : ` ${name}@${byte}`}${isOwn ? membersOf(type, at) : ''}`;
    })
    .join('');
}
