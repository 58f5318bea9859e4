import type { Header, HeaderRecord } from '../../header/index.js';
import type { LaidArray, LaidBytes, LaidMember, LaidRecord, LaidType } from '../../schema/index.js';
import { bitLines, byteDiagrams } from './diagram.js';
import type { Generated } from './generated.js';
import { shownName } from './names.js';
import { counted } from './ts-record.js';

interface Row {
  readonly offset: string;
  readonly size: string;
  readonly member: string;
  readonly declaration: string;
}

/** A reference page: a section for each record with its members and its bytes. */
export function markdownPage(header: Header, records: readonly HeaderRecord[], source: string): Generated {
  const opening = [
    `# ${escaped(source)}`,
    '',
    `Made by castbuf generate --markdown for ${header.abi}. Offsets and sizes are in bytes, where nothing else is said; · is padding.`,
  ];
  const sections = records.map((record) => sectionOf(record).join('\n'));
  return { text: `${[opening.join('\n'), ...sections].join('\n\n')}\n`, problems: [] };
}

function sectionOf(record: HeaderRecord): string[] {
  const { kind, size, align, tag, typedefs, place, layout } = record;
  const others = [tag, ...typedefs].filter((name) => name !== undefined && name !== shownName(record));
  const also = others.length === 0 ? '' : `, also ${others.map((name) => code(name ?? '')).join(', ')}`;
  const rows = rowsOf(
    layout.root,
    '',
    0,
    record.members.map(({ declaration }) => declaration),
  );
  const bits = bitLines(layout.root);
  return [
    `## ${escaped(shownName(record))}`,
    '',
    `${kind}${also}: ${counted(size, 'byte')}, aligned to ${align}; ${escaped(place.file)}:${place.line}`,
    '',
    '| Offset | Size | Member | Declaration |',
    '| -----: | ---: | ------ | ----------- |',
    ...rows.map(
      ({ offset, size: bytes, member, declaration }) => `| ${offset} | ${bytes} | ${member} | ${declaration} |`,
    ),
    ...byteDiagrams(layout.root).flatMap((text) => ['', '```text', text, '```']),
    ...(bits.length === 0
      ? []
      : ['', 'Bits, the least significant first:', '', ...bits.map((line) => `- ${escaped(line)}`)]),
  ];
}

/** The members, those of records without a name among them, and the padding. */
function rowsOf(record: LaidRecord, prefix: string, base: number, declarations: readonly string[] = []): Row[] {
  const rows: Row[] = [];
  let end = 0;
  const pad = (to: number): void => {
    if (!record.node.union && to > end) rows.push(rowOf(base + end, to - end, (to - end) % 8 !== 0, '·', ''));
  };
  record.members.forEach((member, index) => {
    const { bitOffset, bitSize, anonymous, unnamed, type, name } = member;
    if (type.kind === 'leaf' && type.isBitField && bitSize === 0) return;
    pad(bitOffset);
    end = Math.max(end, bitOffset + bitSize);
    const isBits = type.kind === 'leaf' && type.isBitField;
    const declaration = declarations[index] ?? describe(member);
    if (!anonymous) {
      rows.push(rowOf(base + bitOffset, bitSize, isBits, unnamed ? '·' : code(prefix + name), code(declaration)));
    }
    if (type.kind === 'record' && (anonymous || type.node.name === undefined)) {
      rows.push(...rowsOf(type, anonymous ? prefix : `${prefix}${name}.`, base + bitOffset));
    }
  });
  pad(record.bytes * 8);
  return rows;
}

function rowOf(bitOffset: number, bitSize: number, isBits: boolean, member: string, declaration: string): Row {
  const bytes = Math.floor(bitOffset / 8);
  if (isBits) return { offset: `${bytes} bit ${bitOffset % 8}`, size: counted(bitSize, 'bit'), member, declaration };
  return { offset: String(bytes), size: String(bitSize / 8), member, declaration };
}

/** What stands for the declaration of a member inside a record without a name. */
function describe({ name, unnamed, type, bitSize }: LaidMember): string {
  const declared = declarationOf(type, unnamed ? '' : name).trim();
  return type.kind === 'leaf' && type.isBitField ? `${declared} : ${bitSize}` : declared;
}

function declarationOf(type: LaidType, name: string): string {
  switch (type.kind) {
    case 'leaf':
      return `${type.scalar.name} ${name}`;
    case 'record':
      return `${type.node.name ?? (type.node.union ? 'union' : 'struct')} ${name}`;
    case 'array':
      return declarationOf(type.element, name + lengthOf(type));
    case 'bytes':
      return `u8 ${name}${lengthOf(type)}`;
    default:
      return `${type.kind} ${name}`;
  }
}

function lengthOf({ count }: LaidArray | LaidBytes): string {
  if (count.kind === 'fixed') return `[${count.count}]`;
  return count.kind === 'field' ? `[${count.field}]` : '[]';
}

/** Text of the header between backticks, in a cell. */
function code(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
  return line.includes('`') ? `\`\` ${line} \`\`` : `\`${line}\``;
}

function escaped(text: string): string {
  return text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|]/g, '\\$&');
}
