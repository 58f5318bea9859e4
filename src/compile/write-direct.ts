import * as K from '../../assembly/core/layout.js';
import { largestOf, type Op } from '../cursor/index.js';
import { literal } from './module-text.js';
import { storeText } from './leaf-text.js';
import { plus } from './place-text.js';
import { CoveredBytes } from './covered-bytes.js';
import { sumCall, summedRanges, type SummedText } from './checksum-text.js';
import type { Spot, WriteBody } from './write-body.js';
import type { RangeSource, WritePlaces } from './write-places.js';

/**
 * Where no part lies over another one and nothing ends early: each value goes straight to its place. What refuses the record is noted, since whatever is wrong
 * with a value that comes after it is told first.
 */
export class DirectPlaces implements WritePlaces {
  declare body: WriteBody;
  /** What was given for leaves that follow from what is written, by op. */
  private readonly late = new Map<number, string>();
  /** The record may become longer, and its memory another one. */
  private readonly grows: boolean;
  private readonly mayRefuse: boolean;
  /** Bytes that are always written. */
  private readonly covered = new CoveredBytes();
  private zeros: { set(text: string): void } | undefined;
  private tailBytes: string | undefined;

  constructor(
    private readonly fixedBytes: number,
    private readonly mostBytes: number,
    ops: readonly Pick<Op, 'kind' | 'flags'>[],
    hasLength: boolean,
  ) {
    this.mayRefuse = ops.some(
      ({ kind, flags }) =>
        kind === K.OP_CHECKSUM || kind === K.OP_UNKNOWN_TAIL || (flags & (K.F_TAIL | K.F_SIZED)) !== 0,
    );
    this.grows = this.mayRefuse || hasLength;
  }

  begin(): void {
    const { lines } = this.body;
    lines.add(`const output = ${this.body.use('takeOutput')}(${this.fixedBytes});`);
    lines.add(`${this.grows ? 'let' : 'const'} { view } = output;`);
    this.zeros = lines.later();
    if (this.mayRefuse) lines.add('let refusal;');
  }

  number(op: Op, value: string, spot: Spot, isLate: boolean): void {
    // What is late is written when all that it follows from is.
    if (isLate) this.late.set(op.index, value);
    else if (op.kind === K.OP_SPLIT) this.split(op, value, spot);
    else {
      this.body.lines.add(storeText(this.body.module, op, 'view', spot.base, value));
      this.cover(op);
    }
  }

  /** Notes the bytes of a leaf that is always written, and has all bits of them. */
  private cover({ offset, bytes, width }: Op): void {
    if (this.body.lines.isAlways && width === bytes * 8) this.covered.add(offset, offset + bytes);
  }

  private split(op: Op, value: string, { base }: Spot): void {
    let below = 0;
    for (const part of op.below.toReversed()) {
      const shifted = op.width <= 32 ? `${value} >>> ${below}` : `Math.floor(${value} / ${2 ** below})`;
      const bits = below === 0 ? value : part.width === part.bytes * 8 ? shifted : `(${shifted})`;
      this.body.lines.add(storeText(this.body.module, part, 'view', base, bits));
      below += part.width;
    }
  }

  range(op: Op, from: RangeSource, { base }: Spot): void {
    const { lines } = this.body;
    const at = plus(base, op.offset);
    if ((op.flags & K.F_TAIL) === 0) return lines.add(from.write('output.bytes', at));
    const end = `${at} + ${from.length}`;
    this.claim((op.flags & K.F_TERMINATED) === 0 ? end : `${end} + ${op.bytes}`);
    if (from.bytes !== undefined) return lines.add(`if (refusal === undefined) ${from.write('output.bytes', at)}`);
    const room = this.body.locals.name('room');
    lines.add(`const ${room} = ${this.body.use('roomFor')}(output, refusal !== undefined, ${end});`);
    lines.add(from.write(room, at));
  }

  array(op: Op, count: string, spot: Spot, element: (spot: Spot) => void): void {
    const { lines, locals } = this.body;
    const [index, at] = [locals.name('index'), locals.name('at')];
    const first = plus(spot.base, op.offset);
    let [start, stride] = [first, String(op.bytes)];
    if ((op.flags & K.F_TAIL) !== 0) {
      this.claim(`${first} + ${count} * ${op.bytes}`);
      [start, stride] = [locals.name('start'), locals.name('stride')];
      // Elements of a record that is refused lie on each other.
      lines.add(`if (refusal !== undefined) output.makeRoom(${op.bytes});`);
      lines.add('({ view } = output);');
      lines.add(`const ${start} = refusal === undefined ? ${first} : 0;`);
      lines.add(`const ${stride} = refusal === undefined ? ${op.bytes} : 0;`);
    }
    lines.block(`for (let ${index} = 0; ${index} < ${count}; ${index}++)`, () => {
      const step = stride === '1' ? index : `${index} * ${stride}`;
      lines.add(`const ${at} = ${start === '0' ? step : `${start} + ${step}`};`);
      element({ ...spot, base: at, indices: [...spot.indices, index] });
    });
  }

  arm(union: Op, index: number, { base }: Spot): void {
    if ((union.flags & K.F_SIZED) === 0) return;
    const { offset, bytes } = union.below[index] as Op;
    const end = plus(base, offset + bytes);
    this.claim(end);
    this.body.lines.add(`if (refusal !== undefined) output.makeRoom(${end});`);
    this.body.lines.add('({ view } = output);');
  }

  raw(op: Op, bytes: string, { base }: Spot): void {
    const at = plus(base, op.offset);
    const put = `${this.body.use('putBytes')}(output.bytes, ${at}, ${bytes}, ${bytes}.length);`;
    if ((op.flags & K.F_SIZED) === 0) return this.body.lines.add(put);
    this.claim(`${at} + ${bytes}.length`);
    this.body.lines.add(`if (refusal === undefined) ${put}`);
  }

  tail(bytes: string): void {
    const { lines } = this.body;
    lines.add(`const tail = ${bytes};`);
    this.tailBytes = 'tail.length';
    lines.block('if (tail.length > 0)', () => {
      const at = this.body.locals.name('at');
      lines.add(`const ${at} = output.end;`);
      this.claim(`${at} + tail.length`);
      lines.add(`if (refusal === undefined) ${this.body.use('putBytes')}(output.bytes, ${at}, tail, tail.length);`);
    });
  }

  checksum(op: Op, spot: Spot): void {
    this.body.lines.block('if (refusal === undefined)', () => this.sum(op, spot, 'refusal ='));
  }

  end(checksums: readonly Op[]): void {
    const { lines } = this.body;
    const spot = { source: '', indices: [], base: '0', partial: undefined };
    if (this.mayRefuse) lines.add('if (refusal !== undefined) throw refusal;');
    this.length();
    for (const op of checksums) this.sum(op, spot, 'throw');
    const zeros = this.covered.zerosText(this.fixedBytes);
    if (zeros !== '') this.zeros?.set(zeros);
    lines.add(`${this.body.use('giveOutput')}(output);`);
  }

  /** Room up to an end that may be above the limit. */
  private claim(end: string): void {
    const { lines, locals } = this.body;
    const name = locals.name('end');
    lines.add(`const ${name} = ${end};`);
    lines.add(`if (${name} > ${this.mostBytes}) refusal ??= ${this.aboveLimit(name)};`);
    lines.add(`else if (refusal === undefined) output.reserve(${name});`);
    // What comes after it may lie before it, as the parts of a split.
    lines.add('({ view } = output);');
  }

  private aboveLimit(end: string): string {
    return `${this.body.use('aboveLimit')}(${end}, ${this.mostBytes})`;
  }

  private sum(op: Op, spot: Spot, onFailure: string): void {
    const { lines, locals } = this.body;
    const leaf = op.ref as Op;
    const hole = plus(spot.base, leaf.offset);
    const place = (bytes: number): string => {
      const text = plus(spot.base, bytes);
      return spot.base !== '0' || bytes <= this.fixedBytes ? text : `Math.min(${text}, output.end)`;
    };
    const ranges = summedRanges(op).map(([offset, to]): SummedText => [
      place(offset),
      to < 0 ? 'output.end' : place(to),
    ]);
    const sum = locals.name('sum');
    lines.add(`const ${sum} = ${sumCall(this.body.codec, op, ranges, [hole, plus(hole, leaf.bytes)])};`);
    const given = this.late.get(leaf.index);
    if (given !== undefined) {
      const error = `${this.body.use('notFollowing')}(${this.body.path(leaf.index, spot)}, ${hole}, ${sum}, ${given})`;
      lines.add(`if (${given} !== undefined && ${given} !== ${sum}) ${onFailure} ${error};`);
    }
    lines.add(this.fillText(leaf, spot.base, sum));
  }

  /** The record's length, or the distance to the next one. */
  private length(): void {
    const { lines, codec } = this.body;
    const { words } = codec.program;
    const rule = words[K.P_RULE];
    if (rule !== K.RULE_TOTAL && rule !== K.RULE_NEXT) return;
    const isNext = rule === K.RULE_NEXT;
    const leaf = this.body.op(words[K.P_RULE_OP] as number);
    const given = this.late.get(leaf.index) ?? 'undefined';
    const number = leaf.kind === K.OP_WIDE ? `Number(${given})` : given;
    const otherwise = isNext ? '0' : 'output.end';
    lines.add(`const size = ${given} === undefined ? ${otherwise} : ${number};`);
    if (isNext) lines.block('if (size !== 0)', () => this.assertLength(leaf, (words[K.P_START_ALIGN] as number) - 1));
    else this.assertLength(leaf, 0);
    lines.add(this.fillText(leaf, '0', 'size'));
  }

  /** Nothing follows a tail but, in a chain, the padding before the next record. */
  private assertLength(leaf: Op, padding: number): void {
    const { lines, body } = { lines: this.body.lines, body: this.body };
    const path = body.path(leaf.index, { indices: [] });
    const { offset } = leaf;
    const most = padding === 0 ? 'output.end' : `output.end + ${padding}`;
    const isAfterTail = this.tailBytes === undefined ? '' : ` || (size > ${most} && ${this.tailBytes} > 0)`;
    const wrong = `${body.use('notFollowing')}(${path}, ${offset}, output.end, size)`;
    body.fail(`size < output.end${isAfterTail}`, wrong);
    lines.block('if (size > output.end)', () => {
      body.fail(`size > ${this.mostBytes}`, this.aboveLimit('size'));
      lines.add('output.reserve(size);');
      lines.add('({ view } = output);');
    });
    const largest = largestOf(leaf);
    if (largest >= this.mostBytes) return;
    const range = rangeText(body, leaf.index);
    const held = `${body.use('notHeld')}(${path}, ${offset}, ${largest}, size${range === undefined ? '' : `, ${range}`})`;
    body.fail(`size > ${largest}`, held);
  }

  private fillText(leaf: Op, base: string, value: string): string {
    const isWide = leaf.kind === K.OP_WIDE;
    if (base === '0') this.cover(leaf);
    return storeText(this.body.module, leaf, 'view', base, isWide ? `BigInt(${value})` : value);
  }
}

/** What a checked leaf may be, in words. */
export function rangeText(body: WriteBody, op: number): string | undefined {
  const check = body.program.scalars[op]?.check;
  if (check?.kind !== 'range') return undefined;
  return `'from ${literal(check.min).replace(/n$/, '')} to ${literal(check.max).replace(/n$/, '')}'`;
}
