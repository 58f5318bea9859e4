import * as K from '../../assembly/core/layout.js';
import { ArmGuards } from '../columns/index.js';
import { storeCount } from './count-text.js';
import { floatOfLeaf, isLittle, largestOf, leafOf, type Op } from '../cursor/index.js';
import { floatRowOf, integerBounds, isConvertedFloat, type Column } from '../program/index.js';
import { sumCall, summedRanges, type SummedText } from './checksum-text.js';
import { armTest } from './batch-text.js';
import { checkFunction } from './check-text.js';
import type { CodecText } from './codec-text.js';
import { integerText, roundedText, storeText, unsignedText, valueText } from './leaf-text.js';
import { indented, literal, quoted, type RuntimeName } from './module-text.js';
import { fromRecord, plus } from './place-text.js';

/*
 * JavaScript that writes one row of columns to its record: what src/oracle/batch-writer.ts does when it runs. Kernels write what is plainly right, four rows at a time; this
 * writes all other rows, and says what is wrong with one.
 */

/** A column, and what it is made of. */
interface Written {
  readonly index: number;
  readonly column: Column;
  readonly op: Op;
}

/**
 * Declares `writeRow<T>(given, row, view, at, length, step)`: row `row` of the columns to the record at `at`, whose `length` bytes are zero. The next one begins `step`
 * bytes further, 0: there is none. Throws what is wrong with the row.
 */
export function rowFunction(codec: CodecText): string {
  return codec.declare('writeRow', (name) => {
    const body = new RowText(codec).lines();
    return `/** One row of the columns to its record, whose bytes are zero; the next one begins \`step\` bytes further, 0: there is none. */
function ${name}(given, row, view, at, length, step) {
${indented(body.join('\n'))}
}`;
  });
}

class RowText {
  private readonly guards: ArmGuards;
  private readonly columns: readonly Written[];

  constructor(private readonly codec: CodecText) {
    this.guards = new ArmGuards(codec.code);
    this.columns = codec.program.columns.map((column, index) => ({
      index,
      column,
      op: codec.code.ops[column.op] as Op,
    }));
  }

  /** Columns that hold tags come before those that the tags open, and of these last what keeps a form that others have written. */
  lines(): string[] {
    const { codec, columns } = this;
    const plain = columns.filter(({ column }) => column.kind !== 'list');
    const depth = ({ column }: Written): number => this.guards.depth(column.guard);
    const hasForms = ({ column, op }: Written): number =>
      Number(column.shared && (op.flags & (K.F_BOOL | K.F_FLOAT)) !== 0);
    const ordered = plain.toSorted((a, b) => depth(a) - depth(b) || hasForms(a) - hasForms(b));
    const lines = ordered.flatMap((one) => this.where(one, this.writeText(one)));
    lines.push(...columns.filter(({ column }) => column.kind === 'list').flatMap((one) => this.listText(one)));
    lines.push(...this.lateText(codec.code.top));
    lines.push(...plain.filter(({ column }) => column.shared).flatMap((one) => this.where(one, this.compareText(one))));
    if (codec.code.word(K.P_HAS_CHECKS) === 0) return lines;
    const end = this.isChain ? '(step || length)' : 'length';
    return [...lines, `${checkFunction(codec)}(view, at, at + ${end});`];
  }

  private get isChain(): boolean {
    return this.codec.code.word(K.P_RULE) === K.RULE_NEXT;
  }

  /** The statements, where the column is given and the row has its member. */
  private where({ index, column }: Written, lines: readonly string[]): string[] {
    const tests: string[] = [];
    if (column.derived || column.shared) tests.push(`given[${index}] !== undefined`);
    if (column.guard !== undefined) tests.push(`${armTest(this.codec, this.guards, column.guard)}(view, at)`);
    if (tests.length === 0) return [...lines];
    return lines.length === 1 && !(lines[0] as string).startsWith('const ') && !(lines[0] as string).includes('\n')
      ? [`if (${tests.join(' && ')}) ${lines[0] as string}`]
      : [`if (${tests.join(' && ')}) {`, ...lines.map((line) => indented(line)), '}'];
  }

  private writeText(written: Written): string[] {
    const { index, column, op } = written;
    if (column.kind === 'bytes') {
      const { repeat, run } = column;
      const target = (place: string): string => `new Uint8Array(view.buffer, view.byteOffset + ${place}, ${run})`;
      if (run === repeat) {
        const place = plus(this.originOf(column), column.start + op.offset);
        return [`${target(place)}.set(given[${index}].subarray(row * ${repeat}, (row + 1) * ${repeat}));`];
      }
      return this.runs(written, [
        `${target(plus('to', op.offset))}.set(given[${index}].subarray(first, first + ${run}));`,
      ]);
    }
    return this.elements(written, (element, base, value) => this.storeElement(written, element, base, value));
  }

  /** Statements for each element of a row. */
  private elements(
    { index, column, op }: Written,
    make: (element: string, base: string, value: string) => string[],
  ): string[] {
    const value = `v${index}`;
    // A pointer of 32 bits is wide, its column is not.
    const isWidened = op.kind === K.OP_WIDE && !column.kind.endsWith('64');
    const read = (element: string): string => {
      const text = `given[${index}][${element}]`;
      return `const ${value} = ${isWidened ? `BigInt(${text})` : text};`;
    };
    if (column.repeat === 1 && column.step === 0) {
      const base = column.isTrailing ? `base${index}` : 'at';
      const seat = column.isTrailing ? [`const ${base} = ${plus('at + length', column.start)};`] : [];
      const lines = [...seat, ...make('row', base, value)];
      return lines.join('\n').includes(value) ? [read('row'), ...lines] : lines;
    }
    const { repeat, run, start, step } = column;
    const lines = make('element', 'base', value);
    const body = [...(lines.join('\n').includes(value) ? [read('element')] : []), ...lines];
    const loop = (first: string, end: string, base: string): string[] => [
      `for (let element = ${first}, base = ${base}; element < ${end}; element++, base += ${step}) {`,
      ...body.map((line) => indented(line)),
      `} // ${this.pathOf(op)}`,
    ];
    if (run === repeat) return loop(`row * ${repeat}`, `(row + 1) * ${repeat}`, plus(this.originOf(column), start));
    return this.runs({ index, column, op }, loop('first', `first + ${run}`, 'to'));
  }

  /** Statements for each run of a row: `first` is its first element, which lies at `to`. */
  private runs({ column }: Written, lines: readonly string[]): string[] {
    const { repeat, run, start, runStep } = column;
    return [
      `for (let first = row * ${repeat}, to = ${plus(this.originOf(column), start)}; first < (row + 1) * ${repeat}; first += ${run}, to += ${runStep}) {`,
      ...lines.map((line) => indented(line)),
      '}',
    ];
  }

  /** What the start of a column counts from. */
  private originOf({ isTrailing }: Column): string {
    return isTrailing ? 'at + length' : 'at';
  }

  private storeElement({ index, column, op }: Written, element: string, base: string, value: string): string[] {
    const { module } = this.codec;
    const { flags, kind } = op;
    const isFloat = kind !== K.OP_SPLIT && (flags & K.F_FLOAT) !== 0;
    const little = isLittle(op) ? ', true' : '';
    if (isFloat && column.kind === 'f32') {
      const place = plus(base, op.offset);
      const given = `view, ${place}, given[${index}], ${element}`;
      if (!isConvertedFloat(op)) return [`${module.use('copySingle')}(${given}${little});`];
      const isOver = `Math.abs(${value}) > ${floatOfLeaf(op).farthest} && Number.isFinite(${value})`;
      const copy = `${module.use('copyFloat16')}(${given}, ${floatRowOf(op).exponent}${little});`;
      return [this.refusal(isOver, op, base, value, true), copy];
    }
    const store = this.storeInteger(op, base, value);
    // What others wrote may be the same in another form.
    if (column.shared && isFloat)
      return [
        `if (${value} === ${value} || ${valueText(module, op, 'view', base)} === ${valueText(module, op, 'view', base)}) ${store}`,
      ];
    if ((flags & K.F_BOOL) !== 0 && kind !== K.OP_SPLIT) {
      return column.shared
        ? [`if ((${unsignedText(op, 'view', base)} !== 0) !== (${value} !== 0)) ${braced(store)}`]
        : [store];
    }
    const test = isFloat ? '' : outsideText(op, column.kind, value);
    return test === '' ? [store] : [this.refusal(test, op, base, `Number(${value})`), store];
  }

  private refusal(test: string, op: Op, base: string, have: string, isFloat = false): string {
    return `if (${test}) throw ${this.unfit(op, base, '0', have, isFloat)};`;
  }

  private unfit(op: Op, base: string, want: string, have: string, isFloat = false): string {
    const check = this.codec.program.scalars[op.index]?.check;
    const range = check?.kind === 'range' ? [literal(check.min), literal(check.max), ...(isFloat ? ['true'] : [])] : [];
    const field = base === 'at' ? String(op.offset) : plus(`${base} - at`, op.offset);
    return `${this.use('unfit')}(${['at', field, this.pathOf(op), want, have, ...range].join(', ')})`;
  }

  private storeInteger(op: Op, base: string, value: string): string {
    if (op.kind !== K.OP_SPLIT) return storeText(this.codec.module, op, 'view', base, value);
    const lines = ['let left = ' + value + ';'];
    op.below.toReversed().forEach((part, index, parts) => {
      const end = 2 ** part.width;
      lines.push(
        `const part${index} = left % ${end};`,
        storeText(this.codec.module, part, 'view', base, `part${index}`),
      );
      if (index < parts.length - 1) lines.push(`left = Math.floor(left / ${end});`);
    });
    return `{\n${indented(lines.join('\n'))}\n}`;
  }

  private compareText(written: Written): string[] {
    const { index, column, op } = written;
    const refused = (base: string, want: string, have: string): string => {
      const field = base === 'at' ? String(column.start + op.offset) : plus(`${base} - at`, op.offset);
      return `throw ${this.use('disagree')}(at, ${field}, ${this.pathOf(op)}, ${want}, ${have});`;
    };
    if (column.kind === 'bytes') {
      const { repeat, run } = column;
      const loop = (place: string, first: string): string[] => [
        `for (let byte = 0; byte < ${run}; byte++) {`,
        `  if (view.getUint8(${place} + byte) !== given[${index}][${first} + byte]) ${refused('at', '0', '0')}`,
        '}',
      ];
      if (run === repeat) return loop(plus('at', column.start + op.offset), `row * ${repeat}`);
      return this.runs(written, loop(plus('to', op.offset), 'first'));
    }
    return this.elements(written, (_element, base, value) => [
      `if (${this.differsText(op, column, base, value)}) ${refused(base, this.heldText(op, base), `Number(${value})`)}`,
    ]);
  }

  private differsText(op: Op, { kind }: Column, base: string, value: string): string {
    const { module } = this.codec;
    if (op.kind === K.OP_SPLIT) return `${this.heldText(op, base)} !== ${value}`;
    const held = valueText(module, op, 'view', base);
    if ((op.flags & K.F_BOOL) !== 0) return `(${held}) !== (${value} !== 0)`;
    if ((op.flags & K.F_FLOAT) === 0) return `${held} !== ${value}`;
    const rounded = kind === 'f32' && isConvertedFloat(op) ? roundedText(module, op, value) : value;
    return `!Object.is(${held}, ${rounded})`;
  }

  /** The number that the bytes hold. */
  private heldText(op: Op, base: string): string {
    if (op.kind !== K.OP_SPLIT) return integerText(this.codec.module, op, 'view', base);
    return op.below.reduce((joined, part) => {
      const bits = unsignedText(part, 'view', base);
      return joined === '' ? bits : `(${joined} * ${2 ** part.width} + ${bits})`;
    }, '');
  }

  /** The list's bytes, and what counts them. */
  private listText({ index, op }: Written): string[] {
    const fixed = this.codec.program.leastBytes;
    const lines = [`const bytes = length - ${fixed};`];
    if (op.bytes > 1)
      lines.push(
        `if (bytes % ${op.bytes} !== 0) throw ${this.use('unevenCount')}(at, ${op.offset}, ${this.pathOf(op)}, ${op.bytes}, bytes);`,
      );
    lines.push(
      `const from = given[${index}].offsets[row];`,
      `new Uint8Array(view.buffer, view.byteOffset + ${plus('at', op.offset)}, bytes).set(given[${index}].data.subarray(from, from + bytes));`,
    );
    if ((op.flags & K.F_COUNTED) === 0) return lines;
    const units = (op.flags & K.F_COUNTS_BYTES) !== 0 || op.bytes === 1 ? 'bytes' : `bytes / ${op.bytes}`;
    return [...lines, ...this.fillText(op.ref as Op, units, 'counted')];
  }

  /** Writes a leaf that follows from the rest, or compares it with the column that gave it. @param base what its offset counts from */
  private fillText(leaf: Op, value: string, name: string, base = 'at', isExact = false): string[] {
    const index = this.columns.findIndex(({ column }) => column.op === leafOf(leaf).index);
    const most = largestOf(leaf);
    const store = [
      ...(most < 0xffffffff ? [`if (${name} > ${most}) throw ${this.unfit(leaf, base, String(most), name)};`] : []),
      ...storeCount(this.codec.module, leaf, name, [this.pathOf(leaf), String(leaf.offset), 'at'], base),
    ];
    const lines = [`const ${name} = ${value};`];
    if (index < 0) return [...lines, ...store];
    const held = this.heldText(leaf, base);
    const differs = isExact ? `${valueText(this.codec.module, leaf, 'view', base)} !== ${name}` : `${held} !== ${name}`;
    const shown = isExact ? `Number(${name})` : name;
    const field = fromRecord(base, leaf.offset);
    const refused = `throw ${this.use('disagree')}(at, ${field}, ${this.pathOf(leaf)}, ${shown}, ${held});`;
    if (!this.mayBeLeftOut(index)) return [...lines, `if (${differs}) ${refused}`];
    return [
      ...lines,
      `if (given[${index}] !== undefined) {`,
      `  if (${differs}) ${refused}`,
      '} else {',
      ...store.map((line) => indented(line)),
      '}',
    ];
  }

  private mayBeLeftOut(index: number): boolean {
    const { column } = this.columns[index] as Written;
    return column.derived || column.shared;
  }

  /** Lengths and checksums, which stand in this order at the end of a program and of its arms. What arrays and parts elsewhere hold came with their bytes. */
  private lateText(ops: readonly Op[]): string[] {
    return ops.flatMap((op): string[] => {
      if (op.kind === K.OP_LENGTH) {
        const value = (op.flags & K.F_NEXT) === 0 ? 'length' : 'step';
        return this.fillText(op.ref as Op, value, `length${op.index}`);
      }
      if (op.kind === K.OP_CHECKSUM) return this.sumText(op);
      return op.kind === K.OP_ARRAY || op.kind === K.OP_POINTED ? [] : this.lateText(op.below);
    });
  }

  private sumText(op: Op): string[] {
    const leaf = op.ref as Op;
    const whole = this.isChain ? '(step || length)' : 'length';
    const ranges = summedRanges(op).map(([offset, to]): SummedText => {
      const reach = to < 0 ? plus(whole, to + 1) : `Math.min(${to}, ${whole})`;
      return [plus(offset < 0 ? 'at + length' : 'at', offset), `at + ${reach}`];
    });
    const base = op.align > 0 ? `sumAt${op.index}` : 'at';
    const seat = op.align > 0 ? [`const ${base} = ${plus('at + length', -op.align)};`] : [];
    const hole = plus(base, leaf.offset);
    const call = sumCall(this.codec, op, ranges, [hole, plus(hole, leaf.bytes)]);
    const lines = [...seat, ...this.fillText(leaf, call, `sum${op.index}`, base, leaf.kind === K.OP_WIDE)];
    const guard = this.guards.of(op.index);
    if (guard === undefined) return lines;
    return [`if (${armTest(this.codec, this.guards, guard)}(view, at)) {`, ...lines.map((line) => indented(line)), '}'];
  }

  private use(name: RuntimeName): string {
    return this.codec.module.use(name);
  }

  /** As errors have it: an element of an array is not told from another one. */
  private pathOf(op: Op): string {
    return quoted(this.codec.program.paths[op.index] ?? '');
  }
}

/** Whether an element is no integer of so many bits; '' where all are. */
function outsideText({ kind, width, flags }: Op, column: Column['kind'], value: string): string {
  const isSigned = kind !== K.OP_SPLIT && (flags & K.F_SIGNED) !== 0;
  if (kind === K.OP_WIDE) {
    if (column === `${isSigned ? 'i' : 'u'}${width}`) return '';
    return `BigInt.as${isSigned ? 'Int' : 'Uint'}N(${width}, ${value}) !== ${value}`;
  }
  const [least, most] = integerBounds(width, isSigned);
  if (column === 'f64') return `!(Number.isInteger(${value}) && ${value} >= ${least} && ${value} <= ${most})`;
  const bits = Number(column.slice(1));
  const [first, last] = integerBounds(bits, column.startsWith('i'));
  const tests: string[] = [];
  if (least > first) tests.push(`${value} < ${least}`);
  if (most < last) tests.push(`${value} > ${most}`);
  return tests.join(' || ');
}

function braced(statement: string): string {
  return statement.startsWith('{') ? statement : `{\n${indented(statement)}\n}`;
}
