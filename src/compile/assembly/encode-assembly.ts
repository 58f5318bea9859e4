import * as K from '../../../assembly/core/layout.js';
import type { Op } from '../../cursor/index.js';
import { guardsIn } from '../../program/index.js';
import type { CodecText } from '../codec-text.js';
import { indented } from '../module-text.js';
import { bytesOfLeaf, place } from './assembly-leaf.js';
import { planSlots, rowOf, type Slot, type SlotPlan } from './column-slots.js';
import { checkAssembly, type CheckAssembly } from './check-assembly.js';
import { guardsText } from './measured.js';
import { givenName, LaneText, type LaneField, type Pair } from './lane-assembly.js';
import { float16Helpers, fromSingleHelper } from './float16-assembly.js';
import { putText, type PutColumn } from './put-assembly.js';
import { planSegments, type Segment } from './segment-plan.js';
import { fieldsOf, type Field } from './window-plan.js';

/** The AssemblyScript that writes rows of columns as records of one type. */
export interface EncodeAssembly {
  readonly functions: readonly string[];
  /** The exported one. */
  readonly name: string;
  readonly helpers: readonly string[];
  /** Bytes that may be written, or read of a list's data, after the last record, or its list. */
  readonly slack: number;
  /** Columns that follow from others: index, what they are, and bytes of what is counted. */
  readonly derived: readonly (readonly [column: number, kind: number, unit: number])[];
}

/** Copies of lists, and vectors of the fixed part, may pass their end by less. */
const SLACK_BYTES = 64;
/** So many zeros are written as vectors. */
const MOST_BLANK_BYTES = 64;

const COPY = `/** Copies up to \`end\`, and up to 31 bytes more. */
@inline function copyList(from: usize, to: usize, end: usize): void {
  do {
    const low = v128.load(from), high = v128.load(from, 16);
    v128.store(to, low);
    v128.store(to, high, 16);
    from += 32;
    to += 32;
  } while (to < end);
}`;

/**
 * Four rows at a time, as long as all of them plainly fit; JavaScript writes the others, and says what is wrong with one.
 * @returns undefined for types whose rows JavaScript writes one by one: those with checksums, and with unions whose shared bytes are more than numbers
 */
export function encodeAssembly(codec: CodecText): EncodeAssembly | undefined {
  const plan = encodePlan(codec);
  return plan && new EncodeText(codec, plan).assembly();
}

/** What follows, as src/compiled/row-type.ts numbers it. */
const KINDS = ['count', 'length', 'next'] as const;

interface Derived {
  readonly kind: (typeof KINDS)[number];
  readonly column: number;
}

interface EncodePlan {
  readonly slots: SlotPlan;
  readonly fields: readonly Field[];
  readonly derived: readonly Derived[];
  readonly parts: NonNullable<ReturnType<typeof planSegments>>;
  readonly list: number;
}

function encodePlan(codec: CodecText): EncodePlan | undefined {
  const { code, program } = codec;
  const { columns } = program;
  if (program.columns.some(({ isTrailing }) => isTrailing)) return undefined;
  const fixed = code.word(K.P_FIXED_BYTES);
  const list = columns.findIndex(({ kind }) => kind === 'list');
  const refused =
    columns.length === 0 ||
    program.withoutColumn.length > 0 ||
    fixed > code.word(K.P_MAX_MESSAGE) ||
    (list >= 0 && code.ops[columns[list]?.op ?? 0]?.offset !== fixed) ||
    code.ops.some((op) => op.kind === K.OP_CHECKSUM);
  const derived = derivedOf(codec);
  if (refused || derived === undefined) return undefined;
  const slots = planSlots(codec);
  const fields = fieldsOf(codec, slots);
  const isField = (index: number): boolean => fields.some(({ slot }) => slot === slots.columns[index]?.slot);
  const isOdd = columns.some(
    ({ shared, op }, index) =>
      (shared && !isField(index)) || leavesOf(code.ops[op] as Op).some((leaf) => bytesOfLeaf(leaf).bytes > 8),
  );
  const parts = planSegments(fields, fixed);
  return isOdd || parts === undefined ? undefined : { slots, fields, derived, parts, list };
}

function leavesOf(op: Op): readonly Op[] {
  if (op.kind === K.OP_SPLIT) return op.below;
  return op.kind === K.OP_NUMBER || op.kind === K.OP_WIDE ? [op] : [];
}

/** Columns that follow from others; undefined where one of these is no column that every record has. */
function derivedOf({ code, program }: CodecText): Derived[] | undefined {
  const found: { kind: Derived['kind']; op: number }[] = [];
  for (const column of program.columns) {
    const op = code.ops[column.op] as Op;
    if (column.kind === 'list' && (op.flags & K.F_COUNTED) !== 0)
      found.push({ kind: 'count', op: (op.ref as Op).index });
  }
  const enter = (ops: readonly Op[]): void => {
    for (const op of ops) {
      if (op.kind === K.OP_LENGTH)
        found.push({ kind: (op.flags & K.F_NEXT) === 0 ? 'length' : 'next', op: (op.ref as Op).index });
      // What array elements and parts elsewhere hold came with their bytes.
      if (op.kind !== K.OP_ARRAY && op.kind !== K.OP_POINTED) enter(op.below);
    }
  };
  enter(code.top);
  const derived = found.map(({ kind, op }) => ({
    kind,
    column: program.columns.findIndex((column) => column.op === op),
  }));
  const isPlain = ({ column }: Derived): boolean => {
    const { guard, shared, repeat } = program.columns[column] ?? { guard: undefined, shared: true, repeat: 0 };
    return guard === undefined && !shared && repeat === 1;
  };
  const isSound = derived.every(isPlain) && new Set(derived.map(({ column }) => column)).size === derived.length;
  return isSound ? derived : undefined;
}

class EncodeText {
  private readonly fixed: number;
  private readonly align: number;
  private readonly lanes = new LaneText((field) => this.laneField(field));
  /** For each record: the statements that write its fixed part. */
  private readonly stores: string[][] = [[], [], [], []];

  constructor(
    private readonly codec: CodecText,
    private readonly plan: EncodePlan,
  ) {
    this.fixed = codec.code.word(K.P_FIXED_BYTES);
    this.align = codec.code.word(K.P_START_ALIGN);
  }

  assembly(): EncodeAssembly {
    const { codec, plan } = this;
    const { name, program } = codec;
    const { columns } = plan.slots;
    const puts = this.putColumns();
    const hasList = plan.list >= 0;
    const loop = [...(hasList ? this.listPlaces() : this.fixedPlaces()), ...this.derivedLines()];
    this.writeParts();
    const checked = this.lanes.checks ? ['if (v128.any_true(bad)) break; // JavaScript says which, and why'] : [];
    const lines = [...(this.lanes.checks ? ['let bad = zeros;'] : []), ...loop, ...this.lanes.lines, ...checked];
    const putName = `put${name}`;
    for (let index = 0; index < 4; index++) {
      const row = index === 0 ? 'row' : `row + ${index}`;
      lines.push(...(this.stores[index] as string[]));
      if (puts.length > 0) lines.push(`if (!${putName}(a${index}, ${row})) break;`);
      if (hasList) lines.push(...this.listLines(index));
    }
    lines.push(...this.guardLines(), `at = ${hasList ? 'next' : `a0 + ${4 * this.stride}`};`);
    const shared = columns.filter(({ column }) => column.shared).map(({ slot }) => fromName(slot));
    const text = `/**
 * Rows of ${program.layout.name}, in fours, to \`room\` bytes at \`to\`, as long as they plainly fit. Lists lie at \`data\` and after, and end within \`dataBytes\` bytes.
 * Answers the bytes that were written; CONSUMED is the rows.
 */
export function encode${name}(rows: u32, data: usize, dataBytes: u32, to: usize, room: u32): u32 {
  const zeros = i32x4.splat(0);
${indented(this.pointers().join('\n'))}
${shared.map((from) => `  const ${givenName({ from } as LaneField)} = i32x4.splat(${from} == 0 ? 0 : -1);\n`).join('')}  const end = <u64>to + <u64>room;
  const all = <usize>rows & ~3;
  let at = to;
  let row: usize = 0;
  for (; row < all; row += 4) {
${indented(lines.join('\n'), 2)}
  }
  store<u32>(CONSUMED, <u32>row);
  return <u32>(at - to);
}`;
    const put = `/** Columns of one row that are no number in a fixed place of every record; false where a value does not fit. */
function ${putName}(at: usize, row: usize): bool {
${indented([...this.pointersOf(puts.map(({ column }) => column.path)), ...putText(codec, puts)].join('\n'))}
}`;
    const { check } = this;
    const helpers = [
      ...(check?.helpers ?? []),
      ...(hasList ? [COPY] : []),
      ...float16Helpers(
        codec.code.ops,
        puts.map(({ column }) => column),
        fromSingleHelper,
      ),
    ];
    const functions = [
      ...(check === undefined ? [] : [check.functions]),
      ...(puts.length > 0 ? [put] : []),
      ...this.goodFunction(),
      text,
    ];
    const derived = plan.derived.map(({ kind, column }) => {
      const { bytes, flags } = this.listOp;
      const unit = kind !== 'count' || (flags & K.F_COUNTS_BYTES) !== 0 ? 1 : bytes;
      return [column, KINDS.indexOf(kind), unit] as const;
    });
    return { functions, name: `encode${name}`, helpers, slack: SLACK_BYTES + this.align, derived };
  }

  private get stride(): number {
    return Math.ceil(this.fixed / this.align) * this.align;
  }

  private laneField(field: Field): LaneField {
    const column = this.plan.slots.columns.find(({ slot }) => slot === field.slot)?.column;
    return { ...field, from: fromName(field.slot), isShared: column?.shared === true };
  }

  private putColumns(): PutColumn[] {
    const { fields, slots } = this.plan;
    return slots.columns
      .filter(
        ({ column, slot }) =>
          column.kind !== 'list' && column.repeat > 0 && !fields.some((field) => field.slot === slot),
      )
      .map(({ column, slot }) => ({ column, slot, from: fromName(slot) }));
  }

  private pointers(): string[] {
    const inPut = new Set(this.putColumns().map(({ column }) => column.path));
    const derived = new Set(this.plan.derived.map(({ column }) => column));
    const paths = this.codec.program.columns.flatMap(({ path }, index) =>
      inPut.has(path) && !derived.has(index) ? [] : [path],
    );
    return this.pointersOf(paths);
  }

  /** Where columns begin: each has a word, a list two. */
  private pointersOf(paths: readonly string[]): string[] {
    const lines: string[] = [];
    let word = 0;
    for (const { column, slot } of this.plan.slots.columns) {
      const load = (): string => `load<usize>(${place('COLUMNS', 4 * word++)})`;
      const isWanted = paths.includes(column.path);
      const text = load();
      if (isWanted) lines.push(`const ${fromName(slot)} = ${text};`);
      if (column.kind !== 'list') continue;
      const lengths = load();
      if (isWanted) lines.push(`const sizesAt = ${lengths};`);
    }
    return lines;
  }

  private writeParts(): void {
    const { parts } = this.plan;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as (typeof parts)[number];
      if ('blank' in part) {
        this.blank(part.offset, part.blank);
        continue;
      }
      const next = parts[index + 1];
      const single = this.lanes.single(part);
      if (single !== undefined) this.storeSingle(part, single);
      else if (part.bytes === 8 && next !== undefined && 'bytes' in next) {
        this.storeWindow(part.offset, this.lanes.pair(part), this.lanes.pair(next));
        index++;
      } else this.storePair(part.offset, this.lanes.pair(part));
    }
    // Padding between records of one length.
    if (this.plan.list < 0 && this.stride > this.fixed) this.blank(this.fixed, this.stride - this.fixed);
  }

  /** Zeros, where no column fills all of the bytes. */
  private blank(offset: number, bytes: number): void {
    const isFilled = this.plan.slots.columns.some(({ column }) => {
      const op = this.codec.code.ops[column.op] as Op;
      const start = column.start + op.offset;
      return (
        column.kind === 'bytes' &&
        column.run === column.repeat &&
        column.guard === undefined &&
        start <= offset &&
        start + column.repeat >= offset + bytes
      );
    });
    if (isFilled) return;
    this.stores.forEach((lines, record) => {
      if (bytes > MOST_BLANK_BYTES) lines.push(`memory.fill(a${record} + ${offset}, 0, ${bytes});`);
      else
        for (let done = 0; done < bytes; done += 16)
          lines.push(`v128.store(${storeAt(record, 'zeros', offset + done)});`);
    });
  }

  private storeWindow(offset: number, [x, y]: Pair, [u, v]: Pair): void {
    this.stores.forEach((lines, record) => {
      const [low, high] = record < 2 ? [x, u] : [y, v];
      lines.push(
        `v128.store(${storeAt(record, `v128.shuffle<i64>(${low}, ${high}, ${record & 1}, ${2 + (record & 1)})`, offset)});`,
      );
    });
  }

  private storePair(offset: number, [x, y]: Pair): void {
    this.stores.forEach((lines, record) => {
      lines.push(
        `v128.store_lane<u64>(a${record}, ${record < 2 ? x : y}, ${record & 1}${offset === 0 ? '' : `, ${offset}`});`,
      );
    });
  }

  private storeSingle({ offset }: Segment, quad: string): void {
    this.stores.forEach((lines, record) => {
      lines.push(`v128.store_lane<u32>(a${record}, ${quad}, ${record}${offset === 0 ? '' : `, ${offset}`});`);
    });
  }

  private fixedPlaces(): string[] {
    const { stride } = this;
    return [
      `if (<u64>at + ${4 * stride + SLACK_BYTES} > end) break;`,
      `const a0 = at, a1 = at + ${stride}, a2 = at + ${2 * stride}, a3 = at + ${3 * stride};`,
    ];
  }

  private get listOp(): Op {
    const { columns } = this.plan.slots;
    return this.codec.code.ops[columns[this.plan.list]?.column.op ?? 0] as Op;
  }

  /** Where four records with their lists lie, if there is room and the lists lie in their data. */
  private listPlaces(): string[] {
    const { plan, fixed, align, codec } = this;
    const { slot } = plan.slots.columns[plan.list] as SlotPlan['columns'][number];
    const offsets = rowOf({ ...slot, name: fromName(slot) }, 'row');
    const sizes = rowOf({ ...slot, name: 'sizesAt' }, 'row');
    const four = (what: string, from: string): string =>
      `const ${[0, 1, 2, 3].map((index) => `${what}${index} = <u64>load<u32>(${from}${index === 0 ? '' : `, ${index * 4}`})`).join(', ')};`;
    const behind = (index: number): string => {
      const text = `a${index} + <usize>s${index} + ${fixed}`;
      return align === 1 ? text : `(${text} - to + ${align - 1} & ${-align}) + to`;
    };
    const most = Math.min(codec.code.word(K.P_MAX_MESSAGE) - fixed, codec.code.word(K.P_MAX_COUNT) * this.listOp.bytes);
    if (most < 0xffffffff) this.lanes.bad(`v128.gt<u32>(sizes, i32x4.splat(${most}))`);
    const unit = this.listOp.bytes;
    const uneven = [0, 1, 2, 3].map((index) => `s${index} % ${unit}`).join(' | ');
    return [
      `const sizes = v128.load(${sizes});`,
      four('s', sizes),
      four('o', offsets),
      `if (<u64>at + s0 + s1 + s2 + s3 + ${4 * (fixed + align - 1) + SLACK_BYTES + align} > end) break;`,
      'if (max(max(o0 + s0, o1 + s1), max(o2 + s2, o3 + s3)) > <u64>dataBytes) break;',
      ...(unit > 1 ? [`if ((${uneven}) != 0) break;`] : []),
      `const a0 = at, a1 = ${behind(0)}, a2 = ${behind(1)}, a3 = ${behind(2)}, next = ${behind(3)};`,
    ];
  }

  private listLines(index: number): string[] {
    const { fixed, align } = this;
    const end = `a${index} + ${fixed} + <usize>s${index}`;
    const lines = [`copyList(data + <usize>o${index}, a${index}${fixed === 0 ? '' : ` + ${fixed}`}, ${end});`];
    // Padding is zero; what is more lies in the next record, which is written later.
    if (align > MOST_BLANK_BYTES)
      lines.push(`memory.fill(${end}, 0, ${index === 3 ? 'next' : `a${index + 1}`} - (${end}));`);
    else
      for (let done = 0; done < align - 1; done += 16)
        lines.push(`v128.store(${end}, zeros${done === 0 ? '' : `, ${done}`});`);
    return lines;
  }

  /** What follows from other columns is what their own say. */
  private derivedLines(): string[] {
    return this.plan.derived.flatMap(({ kind, column }): string[] => {
      const {
        slot,
        column: { kind: type },
      } = this.plan.slots.columns[column] as SlotPlan['columns'][number];
      const at = rowOf({ ...slot, name: fromName(slot) }, 'row');
      const quad = /^[iu]32$/.test(type) ? this.derivedQuad(kind) : undefined;
      if (quad !== undefined) {
        this.lanes.bad(`v128.xor(v128.load(${at}), ${quad})`);
        return [];
      }
      const tests = [0, 1, 2, 3].map((index) => {
        const value = `load<${type}>(${at}${index === 0 ? '' : `, ${index * slot.bytes}`})`;
        return `${type === 'f64' ? value : `<i64>${value}`} != ${type === 'f64' ? '<f64>' : '<i64>'}(${this.derivedText(kind, index)})`;
      });
      return [`if (${tests.join(' || ')}) break;`];
    });
  }

  /** The same of all four records as a vector, where that is simple. */
  private derivedQuad(kind: Derived['kind']): string | undefined {
    const { fixed, stride } = this;
    if (this.plan.list < 0) return kind === 'count' ? undefined : `i32x4.splat(${kind === 'length' ? fixed : stride})`;
    if (kind === 'length') return `v128.add<i32>(sizes, i32x4.splat(${fixed}))`;
    if (kind === 'next') return undefined;
    const { bytes, flags } = this.listOp;
    const unit = (flags & K.F_COUNTS_BYTES) !== 0 ? 1 : bytes;
    const shift = Math.log2(unit);
    return shift === 0 ? 'sizes' : Number.isInteger(shift) ? `v128.shr<u32>(sizes, ${shift})` : undefined;
  }

  private derivedText(kind: Derived['kind'], index: number): string {
    const { fixed, stride } = this;
    const hasList = this.plan.list >= 0;
    if (kind === 'length') return hasList ? `s${index} + ${fixed}` : String(fixed);
    if (kind === 'next') return hasList ? `${index === 3 ? 'next' : `a${index + 1}`} - a${index}` : String(stride);
    const { bytes, flags } = this.listOp;
    return bytes === 1 || (flags & K.F_COUNTS_BYTES) !== 0 ? `s${index}` : `s${index} / ${bytes}`;
  }

  /** What validates a record that was written, as decoding does, where guards are not all. */
  private get check(): CheckAssembly | undefined {
    const { code } = this.codec;
    if (code.word(K.P_HAS_CHECKS) === 0 || code.word(K.P_GUARDED) !== 0) return undefined;
    return checkAssembly(this.codec);
  }

  private get guards(): string {
    const { code, program } = this.codec;
    if (code.word(K.P_HAS_CHECKS) === 0 || code.word(K.P_GUARDED) === 0) return '';
    return guardsText({ guards: guardsIn(program.words) }, 'at');
  }

  /** A record whose numbers are what they may be is good: its length follows from what was written. */
  private guardLines(): string[] {
    if (this.check !== undefined) {
      // The distance to the next record counts the padding between them.
      const isChain = this.codec.code.word(K.P_RULE) === K.RULE_NEXT;
      return [0, 1, 2, 3].map((index) => {
        const next = index < 3 ? `a${index + 1}` : this.plan.list >= 0 ? 'next' : `a3 + ${this.stride}`;
        const end = isChain ? next : `a${index} + ${this.fixed}${this.plan.list >= 0 ? ` + <usize>s${index}` : ''}`;
        return `if (check${this.codec.name}(a${index}, ${end}) == 0) break;`;
      });
    }
    if (this.guards === '') return [];
    return [`if (!(${[0, 1, 2, 3].map((index) => `fair${this.codec.name}(a${index})`).join(' & ')})) break;`];
  }

  private goodFunction(): string[] {
    const { guards } = this;
    if (guards === '') return [];
    return [
      `/** Whether the numbers of a written record are what they may be. */
@inline function fair${this.codec.name}(at: usize): bool {
  return ${guards};
}`,
    ];
  }
}

function fromName({ name }: Slot): string {
  return name.replace(/^to_/, 'from_');
}

function storeAt(record: number, vector: string, offset: number): string {
  return `a${record}, ${vector}${offset === 0 ? '' : `, ${offset}`}`;
}
