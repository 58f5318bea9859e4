import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import { packedLengthOf } from '../program/index.js';
import { leafBounds, type CheckFacts } from './check-facts.js';
import type { CheckLanguage, Failure } from './check-language.js';
import type { CodecText } from './codec-text.js';
import { storeText } from './leaf-text.js';
import { indented, literal, quoted } from './module-text.js';
import { minusText } from './place-text.js';

/** The statements that take the length which a record says of itself. */
export class StatedLength {
  constructor(
    private readonly codec: CodecText,
    private readonly facts: CheckFacts,
    private readonly language: CheckLanguage,
  ) {}

  /** A versioned record that is completed has all members, where it does not say how much of it there is. */
  unsaid(): string {
    const { code } = this.facts;
    const all = code.word(K.P_BLANK_BYTES);
    const value = literal(code.ruleOp.kind === K.OP_WIDE ? BigInt(all) : all);
    const store = storeText(this.codec.module, code.ruleOp, 'view', 'at', value);
    return `if (${this.language.integer(code.ruleOp, 'at')} === 0) {\n${indented(store)}\n}`;
  }

  /** Compares it with the fixed part, the data and the limit of a message. */
  stated(): string {
    const { facts, language } = this;
    const { rule, code, leastBytes, trailingBytes, mostBytes } = facts;
    const { ruleOp } = code;
    const stated = language.integer(ruleOp, 'at');
    const isNext = rule === K.RULE_NEXT;
    const limit: Failure = { name: 'tooLong', args: ['length', String(mostBytes)] };
    const lines = [
      isNext
        ? `${language.constant('next', stated)}\n${language.constant('length', 'next === 0 ? end - at : next')}`
        : language.constant('length', stated),
    ];
    const { most, least } = leafBounds(ruleOp);
    if (isNext || least < leastBytes) lines.push(language.refuse(`length < ${leastBytes}`, [this.shortLength(ruleOp)]));
    lines.push(language.refuse('length > end - at', [this.longLength(ruleOp)]));
    if (isNext || most > mostBytes) lines.push(language.refuse(`length > ${mostBytes}`, [limit]));
    lines.push(language.constant('limit', minusText('at + length', trailingBytes)));
    return lines.join('\n');
  }

  private shortLength(ruleOp: Op): Failure {
    const { leastBytes, rule } = this.facts;
    const path = this.codec.program.paths[ruleOp.index] ?? '';
    const member = { field: String(ruleOp.offset), path: quoted(path) };
    const args = [String(leastBytes), 'length'];
    if (rule === K.RULE_NEXT) return { name: 'shortDistance', member, args };
    const packed = packedLengthOf(this.codec.program.layout, path);
    if (packed === undefined) return { name: 'shortLength', member, args };
    const isPacked = packed.isExact ? `length === ${packed.bytes}` : `length >= ${packed.bytes}`;
    return { name: 'shortLength', member, args: [...args, `${isPacked} ? ${quoted(packed.hint)} : ''`] };
  }

  /** A length above 2^53 that is a bound of its member's check is told as that has it. */
  private longLength(ruleOp: Op): Failure {
    const { check } = this.codec.program.scalars[ruleOp.index] ?? {};
    const bounds = check?.kind === 'magic' ? [check.value] : check?.kind === 'range' ? [check.min, check.max] : [];
    const exact = bounds.find((bound) => !Number.isSafeInteger(Number(bound)));
    const isExact = exact !== undefined && `length === ${literal(Number(exact))} ? ${literal(exact)} : length`;
    const member = { field: String(ruleOp.offset), path: quoted(this.codec.program.paths[ruleOp.index] ?? '') };
    return { name: 'overrun', member, args: [isExact || 'length', 'end - at'], need: 'length' };
  }
}
