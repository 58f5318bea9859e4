import type { LaidMember, LaidRecord } from '../../schema/index.js';

/** Bytes of a record that belong to one member, or to bit-fields that share them, or to none. */
interface Segment {
  readonly from: number;
  end: number;
  readonly labels: string[];
  readonly isBits: boolean;
}

const PADDING = '·';
/** From here on rows are of 16 bytes. */
const LARGE_RECORD_BYTES = 128;

/**
 * The bytes of a record, 8 or 16 a line; rows inside one long member are shown as one. Arms of a union lie over each other, so each has
 * a diagram of its own.
 */
export function byteDiagrams(record: LaidRecord): string[] {
  if (record.bytes === 0) return [];
  if (!record.node.union) return [diagram(segmentsOf(record.members, 0), record.bytes)];
  return record.members
    .filter((member) => !member.unnamed)
    .map((member) => diagram(segmentsOf([member], 0), record.bytes));
}

/** Which bits are whose, a line for each run of bit-fields that share bytes. */
export function bitLines(record: LaidRecord, prefix = '', base = 0): string[] {
  const lines: string[] = [];
  let run: LaidMember[] = [];
  const close = (): void => {
    if (run.length > 0) lines.push(bitLine(run, prefix, base));
    run = [];
  };
  for (const member of record.members) {
    const { type, bitOffset, anonymous, name } = member;
    const isBits = type.kind === 'leaf' && type.isBitField;
    const before = run.at(-1);
    if (!isBits || record.node.union || before?.unitOffset !== member.unitOffset) close();
    if (isBits && member.bitSize > 0) run.push(member);
    else if (type.kind === 'record' && (anonymous || type.node.name === undefined)) {
      lines.push(...bitLines(type, anonymous ? prefix : `${prefix}${name}.`, base + bitOffset / 8));
    }
  }
  close();
  return lines;
}

function bitLine(run: readonly LaidMember[], prefix: string, base: number): string {
  const from = Math.floor((run[0] as LaidMember).bitOffset / 8);
  const parts = run.map(({ name, unnamed, bitOffset, bitSize }) => {
    const first = bitOffset - from * 8;
    const bits = bitSize === 1 ? String(first) : `${first}–${first + bitSize - 1}`;
    return `${bits} ${unnamed ? PADDING : prefix + name}`;
  });
  return `from byte ${base + from}: ${parts.join(' | ')}`;
}

function segmentsOf(members: readonly LaidMember[], base: number): Segment[] {
  const segments: Segment[] = [];
  for (const member of members) {
    const { type, anonymous, unnamed, bitOffset, bitSize } = member;
    if (bitSize === 0) continue;
    const from = base + Math.floor(bitOffset / 8);
    if (type.kind === 'record' && anonymous && !type.node.union) {
      segments.push(...segmentsOf(type.members, from));
      continue;
    }
    const isBits = type.kind === 'leaf' && type.isBitField;
    const label = type.kind === 'record' && anonymous ? type.members.map(labelOf).join(' / ') : labelOf(member);
    const end = base + Math.ceil((bitOffset + bitSize) / 8);
    const before = segments.at(-1);
    if (isBits && before?.isBits === true && from < before.end) {
      before.end = Math.max(before.end, end);
      if (!unnamed) before.labels.push(label);
    } else segments.push({ from, end, labels: unnamed ? [] : [label], isBits });
  }
  return segments;
}

function labelOf({ name, anonymous, unnamed, type, bitSize }: LaidMember): string {
  if (unnamed) return PADDING;
  if (anonymous && type.kind === 'record') return type.members.map(labelOf).join(' ');
  return type.kind === 'leaf' && type.isBitField ? `${name}:${bitSize}` : name;
}

function diagram(segments: readonly Segment[], bytes: number): string {
  const columns = bytes > LARGE_RECORD_BYTES ? 16 : 8;
  const cellWidth = columns === 16 ? 6 : 9;
  const margin = String(bytes).length + 1;
  const owners = ownersOf(segments, bytes);
  const labelled = new Set<Segment>();
  const head = Array.from({ length: Math.min(columns, bytes) }, (_, index) => String(index).padEnd(cellWidth)).join('');
  const lines = [`${' '.repeat(margin + 1)}${head}`.trimEnd()];
  for (let at = 0; at < bytes; at += columns) {
    const row = owners.slice(at, at + columns);
    const first = row[0];
    const isInside =
      first !== undefined && labelled.has(first) && row.length === columns && row.every((one) => one === first);
    if (isInside && owners[at + columns] === first) {
      if (!lines.at(-1)?.endsWith('⋮')) lines.push(`${' '.repeat(margin)}⋮`);
    } else lines.push(`${String(at).padStart(margin - 1)} ${rowText(row, cellWidth, labelled)}`);
  }
  return lines.join('\n');
}

function ownersOf(segments: readonly Segment[], bytes: number): (Segment | undefined)[] {
  const owners = Array.from<Segment | undefined>({ length: bytes });
  for (const segment of segments) owners.fill(segment, segment.from, Math.min(segment.end, bytes));
  return owners;
}

/** `|ChunkType          |· · ·|`: a cell for each owner, as wide as its bytes. */
function rowText(row: readonly (Segment | undefined)[], cellWidth: number, labelled: Set<Segment>): string {
  let text = '';
  for (let at = 0; at < row.length;) {
    const owner = row[at];
    let end = at;
    while (end < row.length && row[end] === owner) end++;
    const width = (end - at) * cellWidth - 1;
    const isMore = owner !== undefined && labelled.has(owner);
    const label = owner === undefined ? PADDING.repeat(width) : isMore ? '…' : owner.labels.join(' ') || PADDING;
    text += `|${fitted(label, width)}`;
    if (owner !== undefined) labelled.add(owner);
    at = end;
  }
  return `${text}|`;
}

function fitted(label: string, width: number): string {
  return label.length > width ? `${label.slice(0, width - 1)}…` : label.padEnd(width);
}
