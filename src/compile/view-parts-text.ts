import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import type { RecordShape } from '../program/index.js';
import { armText } from './arm-text.js';
import type { CodecText } from './codec-text.js';
import { integerText } from './leaf-text.js';
import { indented, quoted } from './module-text.js';
import { plus } from './place-text.js';
import { PLACE, type Accessor } from './view-leaf-text.js';

/*
 * What a record has and no member shows: see src/cursor/cursor-unknown.ts.
 */

/** Bytes after all parts, which the record's own length or distance covers. */
export function unknownTailAccessor(codec: CodecText): Accessor {
  const { module, code } = codec;
  const lines = [
    `const place = ${PLACE};`,
    `const { extent } = ${partsFunction(codec)}(place);`,
    'if (extent >= place.length) return undefined;',
  ];
  if (code.word(K.P_RULE) === K.RULE_NEXT) lines.push(...paddingText(codec));
  lines.push(`return ${module.use('bytesAt')}(place, place.record + extent, place.length - extent);`);
  return { get: lines.join('\n'), set: unsettableText(codec, 'unknownTail') };
}

/** In a chain, what leads to the next place where a record may start is padding; the last record leads nowhere. */
function paddingText({ module, code }: CodecText): string[] {
  const align = code.word(K.P_START_ALIGN);
  const distance = integerText(module, code.ruleOp, 'place.view', 'place.record');
  const next = align === 1 ? 'extent' : `Math.ceil(extent / ${align}) * ${align}`;
  return [`if (place.length === ${next} && ${distance} !== 0) return undefined;`];
}

/** The bytes of a versioned record from the first of its members that is not whole, or from its end, on. */
export function versionedTailAccessor(codec: CodecText, { members, versioned }: RecordShape): Accessor {
  const { module } = codec;
  const places = members.map(({ start, end }) => `[${start}, ${end}]`).join(', ');
  const constant = module.constant(`members${codec.name}`, `[${places}]`);
  const lines = [
    `const place = ${PLACE};`,
    'const { length, record } = place;',
    `const start = ${module.use('tailStart')}(${constant}, ${versioned?.bytes}, length);`,
    `return length <= start ? undefined : ${module.use('bytesAt')}(place, record + start, length - start);`,
  ];
  return { get: lines.join('\n'), set: unsettableText(codec, 'unknownTail') };
}

/** Bytes between parts that are pointed to. Those that are zero are what encode leaves there anyhow. */
export function unknownGapsAccessor(codec: CodecText): Accessor {
  return {
    get: `return ${partsFunction(codec)}(${PLACE}).gaps();`,
    set: unsettableText(codec, 'unknownGaps'),
  };
}

function unsettableText({ module }: CodecText, name: string): string {
  return `${module.use('unsettable')}(${quoted(name)});`;
}

/** The function that walks over the parts of a record after its fixed part. */
function partsFunction(codec: CodecText): string {
  return codec.declare('partsOf', (name) => {
    const walk = new PartsText(codec).all();
    const fixedBytes = codec.code.word(K.P_FIXED_BYTES);
    const taken = walk === '' ? '' : `  const { view, at, end } = parts;\n${indented(walk)}`;
    return [
      '/** The parts after the fixed one. */',
      `function ${name}(place) {`,
      `  const parts = new ${codec.module.use('ViewParts')}(place, ${fixedBytes});`,
      `${taken}  return parts;\n}`,
    ].join('\n');
  });
}

/** Statements that take the parts, one after the other. */
class PartsText {
  /** Ops that measure a part, or have one below them that does. */
  private readonly measuring = new Set<Op>();
  private names = 0;

  constructor(private readonly codec: CodecText) {
    for (const op of codec.code.ops.toReversed())
      if (isMeasured(op) || op.below.some((inner) => this.measuring.has(inner))) this.measuring.add(op);
  }

  all(): string {
    return this.walk(this.codec.code.top, 'at', 'at');
  }

  /** `base` is where offsets of ops count from, `at` where those of the leaves do that they refer to. */
  private walk(ops: readonly Op[], base: string, at: string): string {
    return ops
      .filter((op) => this.measuring.has(op))
      .map((op) => this.step(op, base, at))
      .join('');
  }

  private step(op: Op, base: string, at: string): string {
    switch (op.kind) {
      case K.OP_RANGE:
        return this.take(op, plus(base, op.offset), this.units(op, plus(base, op.offset), at));
      case K.OP_ARRAY:
        return this.array(op, plus(base, op.offset), at);
      case K.OP_UNION:
        return this.union(op, base, at);
      case K.OP_POINTED:
        return this.pointed(op, at);
      default:
        return this.walk(op.below, base, at);
    }
  }

  private take({ flags, bytes }: Op, from: string, units: string): string {
    if ((flags & K.F_TAIL) === 0) return '';
    const nul = (flags & K.F_TERMINATED) === 0 ? '' : ' + 1';
    const count = nul === '' ? units : `(${units}${nul})`;
    return `parts.take(${from}, ${from} + ${bytes === 1 ? count : `${count} * ${bytes}`});\n`;
  }

  /** Units that it has, and there is room for. */
  private units({ flags, bytes, count, ref }: Op, from: string, at: string): string {
    if ((flags & K.F_TERMINATED) !== 0) return `parts.toNul(${from}, ${bytes})`;
    const room = `parts.room(${from}, ${bytes})`;
    if ((flags & K.F_REST) !== 0) return room;
    if (ref === undefined || (flags & K.F_COUNTED) === 0) return `Math.min(${room}, ${count})`;
    const counted = integerText(this.codec.module, ref, 'view', at);
    const said = (flags & K.F_COUNTS_BYTES) === 0 ? counted : `Math.floor(${counted} / ${bytes})`;
    return `Math.min(${room}, ${said})`;
  }

  private array(op: Op, from: string, at: string): string {
    const inner = this.names++;
    const element = `element${inner}`;
    const walk = this.walk(op.below, element, element);
    if (walk === '') return this.take(op, from, this.units(op, from, at));
    const [first, count] = [`first${inner}`, `count${inner}`];
    return [
      `const ${first} = ${from};`,
      `const ${count} = ${this.units(op, first, at)};`,
      `${this.take(op, first, count)}for (let index = 0; index < ${count}; index++) {`,
      `  const ${element} = ${first} + index * ${op.bytes};`,
      `${indented(walk)}}\n`,
    ].join('\n');
  }

  private union(op: Op, base: string, at: string): string {
    const isSized = (op.flags & K.F_SIZED) !== 0;
    const cases = op.below.map((arm, index) => {
      const take = isSized ? `parts.take(${plus(base, arm.offset)}, ${plus(base, arm.offset + arm.bytes)});\n` : '';
      const walk = take + this.walk(arm.below, base, at);
      return walk === '' ? '' : `  case ${index}: {\n${indented(walk, 2)}    break;\n  }\n`;
    });
    const none = isSized ? `  case -1:\n    parts.take(${plus(base, op.offset)}, end);\n` : '';
    return `switch (${armText(this.codec, op)}(view, ${at})) {\n${cases.join('')}${none}}\n`;
  }

  private pointed(op: Op, at: string): string {
    const leaf = op.ref as Op;
    const target = `target${this.names++}`;
    const origin = (op.flags & K.F_FROM_FIELD) === 0 ? 'at' : plus(at, leaf.offset);
    const walk = this.walk(op.below, target, (op.flags & K.F_FRAME) === 0 ? at : target);
    const taken = `parts.take(${target}, ${plus(target, op.bytes)});\n${walk}`;
    return [
      `const ${target} = ${origin} + ${integerText(this.codec.module, leaf, 'view', at)};`,
      `if (${target} >= at && ${op.bytes} <= end - ${target}) {`,
      `${indented(taken)}}\n`,
    ].join('\n');
  }
}

function isMeasured({ kind, flags }: Op): boolean {
  return kind === K.OP_POINTED || (flags & K.F_SIZED) !== 0 || (flags & K.F_TAIL) !== 0;
}
