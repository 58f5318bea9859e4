import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import { exactWant } from '../program/index.js';
import type { ScalarNode } from '../schema/index.js';
import { leafBounds } from './check-facts.js';
import type { CheckLanguage, Failure } from './check-language.js';
import type { CodecText } from './codec-text.js';
import { literal } from './module-text.js';

type Value = number | bigint;
type Member = NonNullable<Failure['member']>;

/** Values that are compared one by one, in one condition. */
const FEW_VALUES = 4;

/** The statements that check magic values, ranges and strict enums. */
export class ValueChecks {
  constructor(
    private readonly codec: CodecText,
    private readonly language: CheckLanguage,
  ) {}

  /** @param name of the local that holds the value */
  text(op: Op, base: string, name: string, member: Member): string {
    const { language } = this;
    const isMagic = (op.flags & K.F_CHECK_MAGIC) !== 0;
    const isRange = (op.flags & K.F_CHECK_RANGE) !== 0;
    const refusal = isMagic
      ? this.magic(op, name, member)
      : isRange
        ? this.range(op, name, member)
        : this.strict(op, name, member);
    return refusal === '' ? '' : `${language.constant(name, language.number(op, base))}\n${refusal}`;
  }

  private magic(op: Op, name: string, member: Member): string {
    const scalar = this.scalarOf(op);
    const isBigEndian = (op.flags & K.F_BIG_ENDIAN) !== 0;
    const args = [this.wantOf(op, op.constant), name, String(scalar.bytes || 8), ...(isBigEndian ? ['true'] : [])];
    const wanted = this.language.literalOf(op, op.constant);
    return this.language.refuse(`${name} !== ${wanted}`, [{ name: 'wrongMagic', member, args }]);
  }

  private range(op: Op, name: string, member: Member): string {
    const { check, format } = this.scalarOf(op);
    if (check?.kind !== 'range') throw new RangeError(`no range of op ${op.index}`);
    const isFloat = (op.flags & K.F_FLOAT) !== 0;
    const [least, most] = [0, 1].map((index) => this.language.literalOf(op, op.constant + index)) as [string, string];
    const { mayBeBelow, mayBeAbove } = isFloat ? { mayBeBelow: true, mayBeAbove: true } : this.sides(op);
    const [below, above] = [`${name} < ${least}`, `${name} > ${most}`];
    const [wantLeast, wantMost] = [0, 1].map((index) => this.wantOf(op, op.constant + index)) as [string, string];
    const want = mayBeBelow && mayBeAbove ? `${below} ? ${wantLeast} : ${wantMost}` : mayBeBelow ? wantLeast : wantMost;
    const bounds = [check.min, check.max].map((bound) => literal(bound));
    const failure: Failure = {
      name: format === 'float' ? 'floatOutOfRange' : 'outOfRange',
      member,
      args: [want, name, ...bounds],
    };
    const sides = [mayBeBelow ? below : '', mayBeAbove ? above : ''].filter((side) => side !== '');
    if (sides.length === 0) return '';
    // NaN is in no range.
    const condition = isFloat ? `!(${name} >= ${least} && ${name} <= ${most})` : sides.join(' || ');
    return this.language.refuse(condition, [failure]);
  }

  /** Whether the bits of an integer hold numbers on either side of its range. */
  private sides(op: Op): { mayBeBelow: boolean; mayBeAbove: boolean } {
    const { least, most } = leafBounds(op);
    const [min, max] = [0, 1].map((index) => this.constantOf(op, op.constant + index)) as [Value, Value];
    return { mayBeBelow: least < min, mayBeAbove: most > max };
  }

  private strict(op: Op, name: string, member: Member): string {
    const { language } = this;
    const failure: Failure = { name: 'unknownEnum', member, args: [name] };
    const indices = Array.from({ length: op.count }, (_, index) => op.constant + index);
    const values = [...new Set(indices.map((index) => this.constantOf(op, index)))];
    if (values.length === 0) return language.refuse('', [failure]);
    const sorted = indices.toSorted((a, b) => (this.constantOf(op, a) < this.constantOf(op, b) ? -1 : 1));
    const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
    const span = BigInt(this.constantOf(op, last)) - BigInt(this.constantOf(op, first));
    const texts = values.map((_, index) => language.literalOf(op, indices[index] as number));
    if (span === BigInt(values.length - 1)) {
      const { least, most } = leafBounds(op);
      const below = least < this.constantOf(op, first) ? [`${name} < ${language.literalOf(op, first)}`] : [];
      const above = most > this.constantOf(op, last) ? [`${name} > ${language.literalOf(op, last)}`] : [];
      const sides = [...below, ...above];
      return sides.length === 0 ? '' : language.refuse(sides.join(' || '), [failure]);
    }
    if (values.length <= FEW_VALUES) {
      return language.refuse(texts.map((text) => `${name} !== ${text}`).join(' && '), [failure]);
    }
    return language.choose(op, name, [{ tags: values, body: '' }], language.refuse('', [failure]));
  }

  private scalarOf({ index }: Op): ScalarNode {
    const scalar = this.codec.program.scalars[index];
    if (scalar === undefined) throw new RangeError(`op ${index} is no number`);
    return scalar;
  }

  /** What an error says that it wants: the constant, or the nearest number of one that is too large. */
  private wantOf(op: Op, index: number): string {
    return literal(exactWant(this.scalarOf(op), Number(this.constantOf(op, index))));
  }

  private constantOf(op: Op, index: number): Value {
    const { signed, unsigned, numbers, floats } = this.codec.code;
    if (op.kind === K.OP_WIDE) return ((op.flags & K.F_UNSIGNED_WIDE) === 0 ? signed : unsigned)[index] as bigint;
    return ((op.flags & K.F_FLOAT) === 0 ? numbers : floats)[index] as number;
  }
}
