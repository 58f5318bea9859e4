import * as K from '../../assembly/columns/layout.js';
import { columnsOffset, columnWords } from './column-words.js';
import type { Program } from '../program/index.js';

/** How the kernel takes records apart: a line a step, indented below what it belongs to. */
export function describePlan(program: Program): string[] {
  return [
    recordsLine(program),
    framingLine(program),
    ...windowLines(program),
    ...armLines(program),
    ...loopLines(program),
  ];
}

const RULES: Readonly<Record<number, string>> = {
  [K.RULE_FIXED]: 'of one length',
  [K.RULE_COUNTED]: 'with a counted part behind the fixed one',
  [K.RULE_TOTAL]: 'that hold their length',
  [K.RULE_NEXT]: 'that hold the distance to the next',
  [K.RULE_EXTENT]: 'as long as their parts reach',
};

function recordsLine(program: Program): string {
  const words = columnWords(program);
  const rule = RULES[words[K.P_RULE] as number] ?? 'of an unknown rule';
  return `records ${rule}: ${words[K.P_FIXED_BYTES]} fixed bytes, in blocks of ${words[K.P_BLOCK_ROWS]}`;
}

function framingLine(program: Program): string {
  const words = columnWords(program);
  const framed = words[K.P_FRAMED_WINDOWS] as number;
  if (words[K.P_WALK] !== 0) return 'framing: a walk over each record';
  if (words[K.P_RULE] === K.RULE_FIXED) return 'framing: none, records lie a stride apart';
  const windows = framed === 0 ? '' : `, the first ${framed === 1 ? 'window' : `${framed} windows`} taken on the way`;
  return `framing: from count to count${windows}`;
}

/** Bytes of each lane of a window, in the order of the SHAPE_… constants. */
const SHAPES: readonly (readonly number[])[] = [[4, 4, 4, 4], [4, 4, 8], [8, 4, 4], [8, 8], [4, 4], [8], [4]];

const PICKS: ReadonlyMap<number, string> = /* @__PURE__ */ new Map([
  [K.PICK_REVERSE_4, 'bytes reversed'],
  [K.PICK_REVERSE_8, 'bytes reversed'],
  [K.PICK_JOIN_8, 'with the lane behind it'],
  [K.PICK_JOIN_FLOAT, 'with the lane behind it, as a double'],
  [K.PICK_8_TO_FLOAT, 'as a double'],
]);

function windowLines(program: Program): string[] {
  const words = columnWords(program);
  const lines: string[] = [];
  let at = (words[K.P_WINDOWS_OFFSET] as number) / 4;
  for (let window = 0; window < (words[K.P_WINDOW_COUNT] as number); window++) {
    const lanes = SHAPES[words[at + K.WINDOW_SHAPE] as number] ?? [];
    const offset = words[at + K.WINDOW_OFFSET] as number;
    const bytes = lanes.reduce((sum, lane) => sum + lane, 0);
    lines.push(`window at ${offset}, ${bytes} bytes in lanes of ${lanes.join(', ')}`);
    let byte = 0;
    for (const lane of lanes) {
      const path = pathAt(program, words[at + K.WINDOW_LANES + byte / 4] as number);
      if (path !== undefined) lines.push(`  lane at ${offset + byte} -> ${path}`);
      byte += lane;
    }
    const picks = words[at + K.WINDOW_PICKS] as number;
    at += K.WINDOW_WORDS;
    for (let pick = 0; pick < picks; pick++, at += K.PICK_WORDS) lines.push(pickLine(program, at, offset));
  }
  return lines;
}

function pickLine(program: Program, at: number, windowOffset: number): string {
  const words = columnWords(program);
  const [kind, lane, column, shift, width] = words.subarray(at, at + 5) as unknown as [
    number,
    number,
    number,
    number,
    number,
  ];
  const place = `lane at ${windowOffset + (lane % 16)}${lane >= 16 ? ' reversed' : ''}`;
  const bits = width === 0 ? '' : ` bits ${shift} to ${shift + width - 1}`;
  const how = PICKS.has(kind) ? `, ${PICKS.get(kind)}` : '';
  return `  ${place}${bits}${how} -> ${pathAt(program, column) ?? 'a lane for what follows'}`;
}

/** The column whose words lie so many bytes after the program's start; 0: none. */
function pathAt(program: Program, bytes: number): string | undefined {
  if (bytes === 0) return undefined;
  return program.columns[(bytes - columnsOffset(program)) / K.COLUMN_BYTES]?.path;
}

/** A line a tagged union: windows take its bytes from all records. */
function armLines(program: Program): string[] {
  const unions = program.columns.flatMap(({ guard }, index) =>
    guard !== undefined && isWindowed(program, index) ? [guard.union] : [],
  );
  return [...new Set(unions)].map((union) => {
    const cleared = unions.filter((one) => one === union).length;
    return `arms by ${tagPath(program, union)}: ${cleared} columns are cleared where the row has another arm`;
  });
}

function tagPath({ words, paths }: Program, union: number): string | undefined {
  const op = (words[K.P_OPS_OFFSET] as number) / 4 + union * K.OP_WORDS;
  return paths[words[op + K.W_REF] as number];
}

function isWindowed(program: Program, column: number): boolean {
  const table = columnsOffset(program) / 4;
  return columnWords(program)[table + column * K.COLUMN_WORDS + K.C_WINDOWED] !== 0;
}

function loopLines(program: Program): string[] {
  return program.columns.flatMap(({ path, kind }, index) => {
    if (isWindowed(program, index)) return [];
    return kind === 'list' ? `offsets and lengths -> ${path}` : `a loop of its own -> ${path}`;
  });
}
