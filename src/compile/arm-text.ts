import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import type { CodecText } from './codec-text.js';
import { integerText, valueText } from './leaf-text.js';
import { indented, literal } from './module-text.js';

/**
 * The name of a function that says which arm of a tagged union is selected, -1 for none: `(view, at) => number`, where the tag's offset
 * counts from `at`.
 */
export function armText(codec: CodecText, union: Op): string {
  return codec.declare(`arm${union.index}Of`, (name) => {
    const { module, program } = codec;
    const tag = union.ref as Op;
    const isWide = tag.kind === K.OP_WIDE;
    const read = isWide ? valueText(module, tag, 'view', 'at') : integerText(module, tag, 'view', 'at');
    const path = program.paths[union.index];
    const cases = union.below.map(({ constant, count, flags }, arm) => {
      if ((flags & K.F_OTHERWISE) !== 0) return '';
      const tags = Array.from({ length: count }, (_, index) => tagText(codec, tag, constant + index));
      return `${tags.map((value) => `case ${value}:\n`).join('')}  return ${arm};\n`;
    });
    const otherwise = union.below.findIndex(({ flags }) => (flags & K.F_OTHERWISE) !== 0);
    const comment = `/** Which arm of ${path === '' ? 'the union' : path} its tag selects. */\n`;
    const body = `switch (${read}) {\n${indented(`${cases.join('')}default:\n  return ${otherwise};\n`)}}\n`;
    return `${comment}function ${name}(view, at) {\n${indented(body)}}`;
  });
}

function tagText({ code }: CodecText, tag: Op, constant: number): string {
  if (tag.kind !== K.OP_WIDE) return literal(code.numbers[constant] as number);
  return literal(((tag.flags & K.F_UNSIGNED_WIDE) === 0 ? code.signed : code.unsigned)[constant] as bigint);
}
