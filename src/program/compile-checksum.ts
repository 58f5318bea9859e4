import * as K from '../../assembly/core/layout.js';
import { crcTable } from '../bytes/index.js';
import { findMember, type ChecksumMethod, type ChecksumRule, type CrcModel } from '../schema/index.js';
import { schemaErrorAt, type Draft } from './draft.js';
import { guardWords } from './place.js';
import type { PendingChecksum, RecordDraft } from './record-draft.js';

/** Notes that a leaf sums its record; `addChecksums` makes ops of it at the record's end. */
export function noteChecksum(
  draft: Draft,
  rule: ChecksumRule,
  leafOp: number,
  path: string,
  within: RecordDraft,
): void {
  const { record, place, checksums } = within;
  if (record.node.union) throw schemaErrorAt(path, 'a checksum stands in a struct; put one around it');
  const edge = (name: string | undefined, otherwise: number): number => {
    const found = name === undefined ? undefined : findMember(record.members, name);
    return found === undefined ? otherwise : place.base + Math.floor(found.bitOffset / 8);
  };
  const offset = edge(rule.from, place.base);
  const end = edge(rule.to, record === draft.root ? -1 : place.base + record.bytes);
  if (end >= 0 && end < offset) throw schemaErrorAt(path, 'the checksum ends before it starts; swap from and to');
  draft.hasChecks = true;
  draft.markLate(leafOp);
  checksums.push({ leafOp, path, offset, end, method: rule.method, guard: place.guard });
}

/** To be called when all other ops of the record are there: encode runs them in order, and sums what it has written. */
export function addChecksums(draft: Draft, checksums: readonly PendingChecksum[]): number[] {
  return inOrder(draft, checksums).map(({ leafOp, path, offset, end, method, guard }) => {
    const how = methodWords(draft, method);
    return draft.ops.add({ kind: K.OP_CHECKSUM, offset, bytes: end, ref: leafOp, ...how, ...guardWords(guard) }, path)
      .index;
  });
}

/** The number of a method, and the first constant of its parameters. */
function methodWords(draft: Draft, method: ChecksumMethod): { count: number; constant?: number } {
  switch (method.kind) {
    case 'crc':
      return crcWords(draft, method.model);
    case 'two-sums': {
      const { modulus, first, unit } = method;
      return { count: K.TWO_SUMS, constant: draft.ops.constants([modulus, first, unit], false) };
    }
    case 'sum':
      return { count: K.SUM };
    case 'sum-to-zero':
      return { count: K.SUM_TO_ZERO };
    case 'xor':
      return { count: K.XOR };
    case 'internet':
      return { count: K.INTERNET };
  }
}

function crcWords(draft: Draft, model: CrcModel): { count: number; constant?: number } {
  const { width, poly, init, reflectIn, reflectOut, xorOut } = model;
  if (width === 32 && reflectIn && reflectOut && init === 0xffffffff && xorOut === 0xffffffff) {
    if (poly === 0x04c11db7) return { count: K.CRC_32 };
    if (poly === 0x1edc6f41) return { count: K.CRC_32C };
  }
  const form = width | (reflectIn ? K.CRC_REFLECT_IN : 0) | (reflectOut ? K.CRC_REFLECT_OUT : 0);
  const table = crcTable(width, poly, reflectIn);
  const pairs = new BigInt64Array(table.buffer);
  return { count: K.CRC, constant: draft.ops.constants([init, xorOut, form, poly, ...pairs], false) };
}

/** A checksum that sums the bytes of another one comes after it. */
function inOrder(draft: Draft, checksums: readonly PendingChecksum[]): PendingChecksum[] {
  const left = [...checksums];
  const ordered: PendingChecksum[] = [];
  while (left.length > 0) {
    const next = left.findIndex((one) => left.every((other) => other === one || !sums(draft, one, other)));
    const [found] = left.splice(next, 1);
    if (next < 0 || found === undefined) {
      throw schemaErrorAt(left[0]?.path ?? '', 'checksums sum each other; end one before the other with from and to');
    }
    ordered.push(found);
  }
  return ordered;
}

function sums(draft: Draft, { offset, end }: PendingChecksum, other: PendingChecksum): boolean {
  const leaf = draft.ops.op(other.leafOp);
  return leaf.offset + leaf.bytes > offset && (end < 0 || leaf.offset < end);
}
