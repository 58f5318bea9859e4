import * as K from '../../assembly/core/layout.js';
import type { Code, Op } from '../cursor/index.js';
import type { CodecText } from './codec-text.js';
import { integerText, valueText } from './leaf-text.js';
import { indented, literal } from './module-text.js';
import { plus, timesText, minusText } from './place-text.js';
import { withoutUnused } from './unused-locals.js';

/**
 * Declares `parts<T>(view, at, end)`: the parts of a checked record after its fixed part, as a `Parts` of `castbuf/compiled`; undefined where the type
 * has none.
 */
export function partsFunction(codec: CodecText): string | undefined {
  const walk = new PartsWalk(codec);
  if (!walk.hasParts) return undefined;
  return codec.declare('parts', (name) => `function ${name}(view, at, end) {\n${indented(walk.text())}\n}`);
}

/** The same walk as a check's, over what a record is known to have. */
class PartsWalk {
  private readonly code: Code;
  /** Ops that measure a part, or have one below them that does. */
  private readonly measuring = new Set<Op>();
  private readonly names = new Map<string, number>();

  constructor(private readonly codec: CodecText) {
    this.code = codec.code;
    for (const op of this.code.ops.toReversed())
      if (isMeasured(op) || op.below.some((inner) => this.measuring.has(inner))) this.measuring.add(op);
  }

  get hasParts(): boolean {
    return this.measuring.size > 0;
  }

  text(): string {
    const parts = `new ${this.codec.module.use('Parts')}(view, at, ${this.end}, ${this.code.word(K.P_FIXED_BYTES)})`;
    const walk = this.walk(this.code.top, 'at', 'at');
    return withoutUnused(`const parts = ${parts};\n${walk}\nreturn parts;`);
  }

  /** Where the parts end at most. */
  private get end(): string {
    return minusText('end', this.code.word(K.P_TRAILING_BYTES));
  }

  /** `base` is where offsets of ops count from, `refs` where those of the leaves do that they refer to. */
  private walk(ops: readonly Op[], base: string, refs: string): string {
    const steps = ops.filter((op) => this.measuring.has(op)).map((op) => this.step(op, base, refs));
    return steps.filter((step) => step !== '').join('\n');
  }

  private step(op: Op, base: string, refs: string): string {
    switch (op.kind) {
      case K.OP_RANGE:
        return `${this.units(op, base, refs)};`;
      case K.OP_ARRAY:
        return this.array(op, base, refs);
      case K.OP_UNION:
        return this.union(op, base, refs);
      case K.OP_POINTED:
        return this.pointed(op, refs);
      default:
        return this.walk(op.below, base, refs);
    }
  }

  private array(op: Op, base: string, refs: string): string {
    const units = this.units(op, base, refs);
    if (!op.below.some((inner) => this.measuring.has(inner))) return `${units};`;
    const [count, index, item] = [this.name('count'), this.name('index'), this.name('item')];
    const body = this.walk(op.below, item, item);
    const place = `${plus(base, op.offset)} + ${timesText(index, op.bytes)}`;
    return [
      `const ${count} = ${units};`,
      `for (let ${index} = 0; ${index} < ${count}; ${index}++) {`,
      indented(`const ${item} = ${place};\n${body}`),
      '}',
    ].join('\n');
  }

  /** An expression that takes the part, where it is a tail, and is the number of its units. */
  private units(op: Op, base: string, refs: string): string {
    const from = plus(base, op.offset);
    const { flags, bytes, count, ref } = op;
    const isTail = (flags & K.F_TAIL) !== 0;
    if ((flags & K.F_TERMINATED) !== 0) return `parts.text(${from}, ${bytes})`;
    const room = `parts.room(${from}, ${bytes})`;
    const isCounted = (flags & K.F_COUNTED) !== 0 && ref !== undefined;
    const counted = isCounted ? integerText(this.codec.module, ref, 'view', refs) : String(count);
    const said =
      (flags & K.F_REST) !== 0
        ? room
        : isCounted && (flags & K.F_COUNTS_BYTES) !== 0 && bytes > 1
          ? `Math.floor(${counted} / ${bytes})`
          : counted;
    return isTail ? `parts.units(${from}, ${said}, ${bytes})` : `Math.min(${room}, ${said})`;
  }

  private union(op: Op, base: string, refs: string): string {
    const { module } = this.codec;
    const leaf = op.ref as Op;
    const isWide = leaf.kind === K.OP_WIDE;
    const tag = isWide ? valueText(module, leaf, 'view', refs) : integerText(module, leaf, 'view', refs);
    const isSized = (op.flags & K.F_SIZED) !== 0;
    const seen = new Set<string>();
    let otherwise = isSized ? `parts.take(${plus(base, op.offset)}, ${this.end});` : '';
    const cases: string[] = [];
    for (const arm of op.below) {
      const from = plus(base, arm.offset);
      const taken = isSized ? `parts.take(${from}, ${plus(base, arm.offset + arm.bytes)});` : '';
      const body = [taken, this.walk(arm.below, base, refs)].filter((text) => text !== '').join('\n');
      if ((arm.flags & K.F_OTHERWISE) !== 0) otherwise = body;
      const tags = this.tagsOf(leaf, arm).filter((text) => !seen.has(text));
      for (const text of tags) seen.add(text);
      if (tags.length > 0)
        cases.push(caseText(tags.map((text) => `case ${text}:`).join('\n'), `${body}\nbreak;`.trim()));
    }
    if (otherwise !== '') cases.push(caseText('default:', otherwise));
    return `switch (${tag}) {\n${indented(cases.join('\n'))}\n}`;
  }

  private tagsOf(leaf: Op, { constant, count }: Op): string[] {
    const { signed, unsigned, numbers } = this.code;
    const isUnsigned = (leaf.flags & K.F_UNSIGNED_WIDE) !== 0;
    const from: ArrayLike<number | bigint> = leaf.kind !== K.OP_WIDE ? numbers : isUnsigned ? unsigned : signed;
    return Array.from({ length: count }, (_, index) => literal(from[constant + index] as number | bigint));
  }

  private pointed(op: Op, refs: string): string {
    const leaf = op.ref as Op;
    const origin = (op.flags & K.F_FROM_FIELD) === 0 ? 'at' : plus(refs, leaf.offset);
    const target = this.name('target');
    const place = `const ${target} = ${origin} + ${integerText(this.codec.module, leaf, 'view', refs)};`;
    const body = this.walk(op.below, target, (op.flags & K.F_FRAME) === 0 ? refs : target);
    const taken = `parts.pointed(${target}, ${op.bytes})`;
    return body === '' ? `${place}\n${taken};` : `${place}\nif (${taken}) {\n${indented(body)}\n}`;
  }

  private name(word: string): string {
    const count = (this.names.get(word) ?? 0) + 1;
    this.names.set(word, count);
    return count === 1 ? word : `${word}${count}`;
  }
}

function isMeasured({ kind, flags }: Op): boolean {
  if (kind === K.OP_POINTED) return (flags & K.F_TRAILING) === 0;
  return (flags & K.F_SIZED) !== 0 || (flags & K.F_TAIL) !== 0;
}

/** A case of a switch; what declares has a block. */
function caseText(heads: string, body: string): string {
  return /^(?:const|let) /m.test(body) ? `${heads} {\n${indented(body)}\n}` : `${heads}\n${indented(body)}`;
}
