import * as K from '../../assembly/core/layout.js';
import { findMember, OwnSum, type ChecksumMethod, type ChecksumRange, type ChecksumRule } from '../schema/index.js';
import { schemaErrorAt, type Draft } from './draft.js';
import { guardWords } from './place.js';
import type { OwnSums } from './program.js';
import type { PendingChecksum, RecordDraft, SummedRange } from './record-draft.js';

const METHODS: Readonly<Record<ChecksumMethod['kind'], number>> = {
  own: 0,
  'crc-32': K.CRC_32,
  'crc-32c': K.CRC_32C,
  sum: K.SUM,
  'sum-to-zero': K.SUM_TO_ZERO,
  crc: K.CRC,
  'two-sums': K.TWO_SUMS,
  internet: K.INTERNET,
  xor: K.XOR,
};

/** Notes that a leaf sums its record; `addChecksums` makes ops of it at the record's end. */
export function noteChecksum(
  draft: Draft,
  rule: ChecksumRule,
  leafOp: number,
  path: string,
  within: RecordDraft,
  fromEnd = 0,
): void {
  const { record, place, checksums } = within;
  if (record.node.union) throw schemaErrorAt(path, 'a checksum stands in a struct; put one around it');
  const ranges = rule.ranges.map((range) => rangeOf(draft, range, path, within));
  const { method, algorithm } = rule;
  const own = algorithm instanceof OwnSum ? algorithm : undefined;
  draft.hasChecks ||= own === undefined;
  draft.markLate(leafOp);
  checksums.push({ leafOp, path, ranges, fromEnd, method, own, guard: place.guard });
}

function rangeOf(draft: Draft, { from, to }: ChecksumRange, path: string, { record, place }: RecordDraft): SummedRange {
  /** @param atEnd what stands for the end of the message */
  const edge = (name: string | undefined, otherwise: number, atEnd: number): number => {
    const found = name === undefined ? undefined : findMember(record.members, name);
    if (found === undefined) return otherwise;
    const { type } = found.member;
    return type.kind === 'trailing' ? atEnd - type.fromEnd : place.base + Math.floor(found.bitOffset / 8);
  };
  const offset = edge(from, place.base, 0);
  const end = edge(to, record === draft.root ? -1 : place.base + record.bytes, -1);
  const isBackwards = end >= 0 ? offset < 0 || end < offset : offset < 0 && end + 1 < offset;
  if (isBackwards) throw schemaErrorAt(path, 'the checksum ends before it starts; swap from and to');
  // Short records end before such a struct does, and what comes after its part of varying length would be summed in its place.
  if (place.columnBytes > 0 && draft.root.trailingBytes > 0 && end > draft.root.fixedBytes)
    throw schemaErrorAt(
      path,
      'its struct ends with a part of varying length, which members follow; end the sum before that part with to',
    );
  return { offset, end };
}

/** Those of the message itself, which alone may be functions: these are asked for when an engine has found all else to be good. */
export function addMessageChecksums(draft: Draft, checksums: readonly PendingChecksum[]): number[] {
  for (const one of checksums) {
    if (one.own === undefined) continue;
    const summing = checksums.find((other) => other.own === undefined && sums(draft, other, one));
    if (summing !== undefined) throw schemaErrorAt(summing.path, hintsOf(one.own).order);
  }
  return addOps(draft, checksums);
}

/** Those of an element, an arm or a part that is pointed to. */
export function addChecksums(draft: Draft, checksums: readonly PendingChecksum[]): number[] {
  for (const { own, path } of checksums) if (own !== undefined) throw schemaErrorAt(path, hintsOf(own).place);
  return addOps(draft, checksums);
}

function hintsOf({ sums }: OwnSum): OwnSums['hints'] {
  return (sums as OwnSums).hints;
}

/** To be called when all other ops of the record are there: encode runs them in order, and sums what it has written. */
function addOps(draft: Draft, checksums: readonly PendingChecksum[]): number[] {
  return inOrder(draft, checksums).map(({ leafOp, path, ranges, fromEnd, method, own, guard }) => {
    const [{ offset, end }, ...more] = ranges as readonly [SummedRange, ...SummedRange[]];
    draft.ops.constants(
      more.flatMap((range) => [range.offset, range.end]),
      false,
    );
    const constant = draft.ops.constants(method.constants, false);
    const count = METHODS[method.kind] + (more.length << K.MORE_RANGES_SHIFT);
    const how = { count, constant, align: fromEnd };
    const kind = own === undefined ? K.OP_CHECKSUM : K.OP_OWN_SUM;
    const { index } = draft.ops.add({ kind, offset, bytes: end, ref: leafOp, ...how, ...guardWords(guard) }, path);
    if (own !== undefined) draft.ownSums.push({ op: index, own });
    return index;
  });
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

function sums(draft: Draft, { ranges }: PendingChecksum, other: PendingChecksum): boolean {
  return ranges.some((range) => hasBytesOf(draft, range, other));
}

function hasBytesOf(draft: Draft, { offset, end }: SummedRange, other: PendingChecksum): boolean {
  const leaf = draft.ops.op(other.leafOp);
  const leafEnd = leaf.offset + leaf.bytes;
  if (other.fromEnd === 0) return offset >= 0 && leafEnd > offset && (end < 0 || leaf.offset < end);
  const isAfterStart = offset >= 0 || leafEnd - other.fromEnd > offset;
  return isAfterStart && end < 0 && leaf.offset - other.fromEnd < end + 1;
}
