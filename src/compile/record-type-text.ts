import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import { integerText, valueText } from './leaf-text.js';
import { indented, literal, quoted } from './module-text.js';
import type { RecordSetText } from './record-set-text.js';

/*
 * Which type of a set a record is of.
 */

/** Declares `type<Set>(view, at)`: the number of the type of the record at `at`, whose discriminator is there; -1: there is none. */
export function tagFunction(text: RecordSetText): string {
  return text.declare('type', (name) => {
    const { set, members } = text;
    const leaf = set.tag as Op;
    const value = tagValue(text);
    const tag = leaf.kind === K.OP_WIDE ? `BigInt.asUintN(${leaf.width}, ${value})` : value;
    const cases = members.flatMap((_, type) => {
      const tags = set.tags.filter(([, number]) => number === type);
      return tags.length === 0
        ? []
        : [`${tags.map(([one]) => `case ${tagLiteral(one, leaf)}:`).join('\n')}\n  return ${type};`];
    });
    return `/** The number of the type of the record at \`at\`; -1: it says none. */
function ${name}(view, at) {
  switch (${tag}) {
${indented([...cases, `default:\n  return ${set.otherwise};`].join('\n'), 2)}
  }
}`;
  });
}

/** Declares `typeOf<Set>(view, at, end)`: the same. It throws where there is no discriminator, or no type has it. */
export function typeFunction(text: RecordSetText): string {
  const type = tagFunction(text);
  return text.declare('typeOf', (name) => {
    const { set, module, discriminator } = text;
    const { offset, bytes } = set.tag;
    const lines = [
      `if (end - at < ${offset + bytes}) throw ${module.use('truncated')}(at, ${offset + bytes}, end - at);`,
    ];
    if (set.otherwise >= 0) lines.push(`return ${type}(view, at);`);
    else {
      const unknown = `${module.use('unknownMessage')}(at, ${offset}, ${quoted(discriminator)}, ${tagValue(text)})`;
      lines.push(`const type = ${type}(view, at);`, `if (type < 0) throw ${unknown};`, 'return type;');
    }
    return `/** The number of the type of the record at \`at\`, in data that ends at \`end\`. */
function ${name}(view, at, end) {
${indented(lines.join('\n'))}
}`;
  });
}

/** The discriminator of the record at `at`, as errors have it. */
export function tagValue({ module, set }: RecordSetText): string {
  const leaf = set.tag as Op;
  return leaf.kind === K.OP_WIDE ? valueText(module, leaf, 'view', 'at') : integerText(module, leaf, 'view', 'at');
}

/** The discriminator's bits as its value. */
function tagLiteral(tag: bigint, { width, flags, kind }: Op): string {
  if (kind === K.OP_WIDE) return literal(tag);
  return literal(Number((flags & K.F_SIGNED) === 0 ? tag : BigInt.asIntN(width, tag)));
}

/**
 * Declares `check<Set>(view, at, end)`: the length of the record at `at`, whatever its type.
 * @param calls the call that checks a record of each type
 * @param more parameters
 */
export function checkByType(text: RecordSetText, calls: readonly string[], more = ''): string {
  const typeOf = typeFunction(text);
  return text.declare('check', (name) => {
    const cases = calls.map((call, type) => `case ${type}:\n  return ${call};`);
    const last = cases.pop()?.replace(/^case \d+:/, 'default:') as string;
    return `/** The length of the record at \`at\`, whatever its type. */
function ${name}(view, at, end${more}) {
  switch (${typeOf}(view, at, end)) {
${indented([...cases, last].join('\n'), 2)}
  }
}`;
  });
}
