import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import { storeText } from './leaf-text.js';
import { quoted } from './module-text.js';
import type { Spot, WriteBody } from './write-body.js';
import { rangeText } from './write-direct.js';
import type { RangeSource, RecordPlaces } from './write-places.js';
import { checksumText } from './checksum-text.js';

/** Where parts may lie over each other, or the record may end early: a record writer of the run time knows what is written. */
export class WriterPlaces implements RecordPlaces {
  declare body: WriteBody;
  private readonly constants = new Map<number, string>();
  private idle = '';

  begin(): void {
    const { lines, codec, module } = this.body;
    this.idle = module.name(`IDLE_${codec.name}`);
    module.add(`/** Undefined while a value is written: a getter of it may encode, too. */\nlet ${this.idle};`);
    lines.add(`const record = ${this.idle} ?? new ${this.body.use('RecordWriter')}(${this.rules()});`);
    lines.add(`${this.idle} = undefined;`);
    lines.add('record.begin();');
  }

  number(op: Op, value: string, spot: Spot, isLate: boolean): void {
    if (!isLate && this.isAlone(op, spot))
      return this.body.lines.add(storeText(this.body.module, op, 'record.output.view', '0', value));
    const isBool = op.kind === K.OP_NUMBER && (op.flags & K.F_BOOL) !== 0;
    const number = isBool ? (isLate ? `${value} && Number(${value})` : `Number(${value})`) : value;
    this.body.lines.add(`record.value(${this.op(op)}, ${number});`);
  }

  /** Nothing may lie over a number of the fixed part that stands in no union, where there are no parts that offsets point to. */
  private isAlone({ kind, offset, bytes }: Op, { base, partial }: Spot): boolean {
    const { words, shape } = this.body.program;
    const fixedBytes = words[K.P_FIXED_BYTES] as number;
    if (shape.hasUnknownGaps || shape.versioned !== undefined || fixedBytes > (words[K.P_MAX_MESSAGE] as number))
      return false;
    return kind !== K.OP_SPLIT && base === '0' && partial === undefined && offset + bytes <= fixedBytes;
  }

  range(op: Op, from: RangeSource): void {
    const bytes = from.bytes && `${this.body.use('exactBytes')}(${from.bytes}, ${from.length})`;
    const source = bytes ?? `(room) => { ${from.write('room', '0')} }`;
    this.body.lines.add(`record.range(${this.op(op)}, ${from.length}, ${source});`);
  }

  array(op: Op, count: string, spot: Spot, element: (spot: Spot) => void): void {
    const { lines, locals } = this.body;
    const [place, index] = [locals.name('place'), locals.name('index')];
    const depth = spot.indices.length;
    lines.add(`const ${place} = record.beginArray(${this.op(op)}, ${count});`);
    lines.block(`for (let ${index} = 0; ${index} < ${count}; ${index}++)`, () => {
      lines.add(`record.element(${place}.first + ${index} * ${place}.stride, ${depth}, ${index});`);
      element({ ...spot, base: '', indices: [...spot.indices, index] });
    });
    lines.add(`record.endArray(${place}.outer, ${depth});`);
  }

  arm(union: Op, index: number): void {
    if ((union.flags & K.F_SIZED) !== 0) this.body.lines.add(`record.arm(${this.op(union)}, ${index});`);
  }

  raw(op: Op, bytes: string): void {
    this.body.lines.add(`record.raw(${this.op(op)}, ${bytes});`);
  }

  checksum(op: Op): void {
    this.body.lines.add(`record.checksum(${this.op(op)});`);
  }

  tail(bytes: string): void {
    this.body.lines.add(`record.unknownTail(${bytes});`);
  }

  gaps(given: string): void {
    this.body.lines.add(`${this.body.use('writeGaps')}(record, ${given});`);
  }

  version(present: string): void {
    this.body.lines.add(`record.version(${present});`);
  }

  pointed(op: Op, units: string, spot: Spot, inside: (spot: Spot) => void): void {
    const place = this.body.locals.name('place');
    this.body.lines.add(`const ${place} = record.beginPointed(${this.op(op)}, ${units});`);
    inside(spot);
    this.body.lines.add(`record.endPointed(${place});`);
  }

  trailing(bytes: number, inside: (end: string) => void): void {
    const end = this.body.locals.name('end');
    this.body.lines.add(`const ${end} = record.trailer(${bytes});`);
    inside(end);
  }

  atEnd(op: Op, end: string, spot: Spot, inside: (spot: Spot) => void): void {
    const base = this.body.locals.name('base');
    this.body.lines.add(`const ${base} = record.beginTrailing(${this.op(op)}, ${end});`);
    inside({ ...spot, base: '' });
    this.body.lines.add(`record.endTrailing(${base});`);
  }

  beginArms(isShared: string): string {
    const arms = this.body.locals.name('arms');
    this.body.lines.add(`const ${arms} = record.beginArms(${isShared});`);
    return arms;
  }

  arms(isPartial: string, inside: () => void): void {
    const mode = this.body.locals.name('mode');
    this.body.lines.add(`const ${mode} = record.beginArm(${isPartial});`);
    inside();
    this.body.lines.add(`record.endArm(${mode});`);
  }

  endArms(arms: string): void {
    this.body.lines.add(`record.endArms(${arms});`);
  }

  end(checksums: readonly Op[]): void {
    const { lines, program } = this.body;
    const rule = program.words[K.P_RULE];
    if (rule === K.RULE_TOTAL || rule === K.RULE_NEXT) lines.add('record.length();');
    for (const op of checksums) this.checksum(op);
    lines.add('const isRefused = record.end() === undefined;');
    lines.add(`${this.idle} = record;`);
    lines.add(`if (isRefused) throw ${this.body.use('refusedRecord')}(record.refusal);`);
    lines.add('const { output } = record;');
  }

  /** What the record writer has to know of the program. */
  private rules(): string {
    const { codec, module } = this.body;
    const { words, shape } = codec.program;
    const word = (index: number): number => words[index] as number;
    const rule = word(K.P_RULE);
    const hasLength = rule === K.RULE_TOTAL || rule === K.RULE_NEXT;
    const ofKind = (kind: number): string => {
      const op = codec.code.top.find((one) => one.kind === kind);
      return op === undefined ? 'undefined' : this.op(op);
    };
    const members = [
      `fixedBytes: ${word(K.P_FIXED_BYTES)}`,
      `mostBytes: ${word(K.P_MAX_MESSAGE)}`,
      `lengthOp: ${hasLength ? this.op(codec.code.ruleOp) : 'undefined'}`,
      `isNext: ${rule === K.RULE_NEXT}`,
      `startAlign: ${word(K.P_START_ALIGN)}`,
      `trailingBytes: ${word(K.P_TRAILING_BYTES)}`,
      `gapsOp: ${shape.hasUnknownGaps ? ofKind(K.OP_UNKNOWN_GAPS) : 'undefined'}`,
      `tailOp: ${ofKind(K.OP_UNKNOWN_TAIL)}`,
      `sum: ${this.sum()}`,
    ];
    return module.constant(`RULES_${codec.name}`, `{\n${members.map((member) => `  ${member},\n`).join('')}}`);
  }

  private sum(): string {
    const { codec } = this.body;
    const sums = codec.code.ops.filter(({ kind }) => kind === K.OP_CHECKSUM);
    const names = sums.map((op) => checksumText(codec, op));
    const last = names.at(-1);
    if (last === undefined) return '() => 0';
    const chosen = sums
      .map(({ index }, at) => (names[at] === last ? '' : `op === ${index} ? ${names[at]} : `))
      .join('');
    const call = chosen === '' ? last : `(${chosen}${last})`;
    const summed = '{ bytes, start, end, hole, holeEnd }';
    return `(op, ${summed}) => ${call}(new DataView(bytes.buffer), start, end, hole, holeEnd)`;
  }

  /** The constant of the module that is an op. */
  private op(op: Op): string {
    let name = this.constants.get(op.index);
    if (name === undefined) this.constants.set(op.index, (name = this.constant(op)));
    return name;
  }

  private constant(op: Op): string {
    const { body } = this;
    return body.module.constant(`OP_${body.nameOf(op.index)}`, this.opText(op, true));
  }

  private opText(op: Op, isWhole: boolean): string {
    const { index, kind, offset, bytes, shift, width, flags, constant, count, align, ref, below } = op;
    const own = [index, kind, offset, bytes, shift, width, flags, count, align];
    const words = (kind === K.OP_MEASURE ? [...own, constant] : own).join(', ');
    const path = quoted(this.body.program.paths[index] ?? '');
    const inner = kind === K.OP_UNION || kind === K.OP_SPLIT ? below : kind === K.OP_POINTED ? below.slice(0, 1) : [];
    const texts = isWhole ? inner.map((one) => this.opText(one, false)) : [];
    const range = rangeText(this.body, index) ?? 'undefined';
    const given = [
      path,
      `[${words}]`,
      ref === undefined || !isWhole ? 'undefined' : this.op(ref),
      texts.length === 0 ? 'undefined' : `[${texts.join(', ')}]`,
      range,
      this.exactText(index),
      op.moreRanges === undefined ? 'undefined' : `[${op.moreRanges.join(', ')}]`,
    ];
    const needed = given.findLastIndex((text) => text !== 'undefined');
    return `${this.body.use('writtenOp')}(${given.slice(0, needed + 1).join(', ')})`;
  }

  /** Bounds that a double may not hold. */
  private exactText(index: number): string {
    const check = this.body.program.scalars[index]?.check;
    if (check === undefined || check.kind === 'strict') return 'undefined';
    const bounds = check.kind === 'magic' ? [check.value] : [check.min, check.max];
    const unsafe = bounds.filter((bound) => !Number.isSafeInteger(bound) && typeof bound === 'bigint');
    return unsafe.length === 0 ? 'undefined' : `[${unsafe.map((bound) => `${bound}n`).join(', ')}]`;
  }
}
