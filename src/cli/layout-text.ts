import type { Layout } from '../schema/index.js';
import { layoutLines, paddingOf, type LayoutLine } from './layout-lines.js';
import { counted } from './numbers-text.js';
import { printable } from './printable.js';

/** Marks up padding and differences, on a terminal. */
export interface LayoutStyle {
  heading(text: string): string;
  padding(text: string): string;
  difference(text: string): string;
}

const INDENT = '  ';
const NUMBER_WIDTH = 8;

/** A layout as text: a line a member, as pahole has it. */
export function layoutText(layout: Layout, style: LayoutStyle): string {
  const lines = layoutLines(layout);
  const names = lines.map(nameOf);
  const width = widest([...names, 'member']);
  const rows = lines.map((line, index) => {
    const name = names[index] as string;
    const text =
      `${placeOf(line)}  ${line.name === undefined ? name : name.padEnd(width)}  ${printable(line.typeName)}`.trimEnd();
    return line.name === undefined ? style.padding(text) : text;
  });
  const title = `${layout.kind} ${printable(layout.name)}`;
  return [
    `${style.heading(title)}  ${layout.abi}: ${sizeOf(layout, lines)}`,
    '',
    style.heading(`${'offset'.padStart(NUMBER_WIDTH)}${'size'.padStart(NUMBER_WIDTH)}  member`),
    ...rows,
    ...tailOf(layout, style),
    '',
  ].join('\n');
}

/** Two ABIs side by side; lines that differ are marked. */
export function layoutDiff(left: Layout, right: Layout, style: LayoutStyle): string {
  const lines = merged(layoutLines(left), layoutLines(right));
  const names = lines.map(({ left: one, right: other }) => nameOf((one ?? other) as LayoutLine));
  const width = widest([...names, 'member']);
  let differing = 0;
  const rows = lines.map((pair, index) => {
    const places = [pair.left, pair.right].map((line) => (line === undefined ? NO_PLACE : placeOf(line)));
    const isSame = places[0] === places[1];
    if (!isSame) differing++;
    const text = `${(names[index] as string).padEnd(width)}${places.join('    ')}${isSame ? '' : '  <>'}`;
    return isSame ? text : style.difference(text);
  });
  const columns = `${'offset'.padStart(NUMBER_WIDTH)}${'size'.padStart(NUMBER_WIDTH)}`;
  const sides = [left, right].map((layout) => layout.abi.padStart(NUMBER_WIDTH * 2)).join('    ');
  const summary =
    differing === 0 ? 'no difference' : `${counted(differing, 'line')} differ${differing === 1 ? 's' : ''}`;
  return [
    style.heading(`${left.kind} ${printable(left.name)}`),
    '',
    `${' '.repeat(width)}${sides}`,
    style.heading(`${'member'.padEnd(width)}${columns}    ${columns}`),
    ...rows,
    '',
    ...[left, right].map((layout) => `${layout.abi}: ${sizeOf(layout, layoutLines(layout))}`),
    summary,
    '',
  ].join('\n');
}

const NO_PLACE = '-'.padStart(NUMBER_WIDTH) + '-'.padStart(NUMBER_WIDTH);

interface Pair {
  readonly left: LayoutLine | undefined;
  readonly right: LayoutLine | undefined;
}

/** Members stand in the same order under every ABI; padding that only one of them has goes where that one has it. */
function merged(left: readonly LayoutLine[], right: readonly LayoutLine[]): Pair[] {
  const rightByKey = new Map(right.map((line) => [line.key, line]));
  const leftKeys = new Set(left.map((line) => line.key));
  const pairs: Pair[] = [];
  let next = 0;
  const takeRightOnly = (): void => {
    while (next < right.length && !leftKeys.has((right[next] as LayoutLine).key)) {
      pairs.push({ left: undefined, right: right[next++] });
    }
  };
  for (const line of left) {
    takeRightOnly();
    const other = rightByKey.get(line.key);
    pairs.push({ left: line, right: other });
    if (other !== undefined) next = Math.max(next, right.indexOf(other) + 1);
  }
  takeRightOnly();
  return pairs;
}

function nameOf(line: LayoutLine): string {
  return INDENT.repeat(line.depth) + printable(line.name ?? '-- padding --');
}

/** Offset and size: bytes, or `byte:bit` and bits. */
function placeOf({ bitOffset, bitSize, isBitField }: LayoutLine): string {
  const byte = Math.floor(bitOffset / 8);
  const offset = isBitField ? `${byte}:${bitOffset % 8}` : String(byte);
  const size = isBitField ? `${bitSize} b` : String(bitSize / 8);
  return offset.padStart(NUMBER_WIDTH) + size.padStart(NUMBER_WIDTH);
}

function sizeOf({ size, align }: Layout, lines: readonly LayoutLine[]): string {
  const { holes, bits } = paddingOf(lines);
  const padding = holes === 0 ? 'no padding' : `${bitsText(bits)} of padding in ${counted(holes, 'hole')}`;
  return `${counted(size, 'byte')}, aligned to ${align}, ${padding}`;
}

function bitsText(bits: number): string {
  return bits % 8 === 0 ? counted(bits / 8, 'byte') : counted(bits, 'bit');
}

/** Records in a stream may be shorter than sizeof: they end with their last counted byte. */
function tailOf({ root, size }: Layout, style: LayoutStyle): string[] {
  if (root.fixedBytes === size) return [];
  const tail = root.members.find((member) => member.bitOffset === root.fixedBytes * 8);
  const text = `a record has ${root.fixedBytes} bytes and those of ${printable(tail?.name ?? 'its tail')}, without padding behind them`;
  return ['', style.padding(`${' '.repeat(NUMBER_WIDTH * 2)}  ${text}`)];
}

function widest(texts: readonly string[]): number {
  return texts.reduce((most, text) => Math.max(most, text.length), 0);
}
