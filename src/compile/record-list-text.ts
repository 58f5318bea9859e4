import * as K from '../../assembly/core/layout.js';
import type { CodecText } from './codec-text.js';
import { integerText } from './leaf-text.js';
import { indented, quoted } from './module-text.js';
import { partsFunction } from './parts-text.js';
import { plus } from './place-text.js';
import type { RecordSetText } from './record-set-text.js';
import { tagFunction, tagValue } from './record-type-text.js';

/*
 * What an emitted module says of the types of a list: a `ReadList` of src/compiled/record-lists.ts.
 */

/** Declares the constant with what is known of a list's types. */
export function listConstant(list: RecordSetText): string {
  const { set, members, discriminator } = list;
  const bytesOf = byListedType(
    list,
    'bytes',
    'view, at, end',
    members.map(({ codec }) => recordBytesText(codec)),
  );
  const typeAt = tagFunction(list);
  const programs = members.map(({ codec }) => codec.program);
  const entries = [
    `names: [${members.map(({ name }) => quoted(name)).join(', ')}]`,
    `tagPath: ${quoted(discriminator)}`,
    `tagEnd: ${set.tag.offset + set.tag.bytes}`,
    `least: [${programs.map(({ leastBytes }) => leastBytes).join(', ')}]`,
    `takesRest: [${programs.map(({ takesRest }) => takesRest).join(', ')}]`,
    `typeAt: ${typeAt}`,
    `tagAt: (view, at) => ${tagValue(list)}`,
    `bytesOf: ${bytesOf}`,
  ];
  const text = `{\n${indented(entries.map((entry) => `${entry},\n`).join(''))}}`;
  return list.declare('list', (name) => `const ${name} = ${text};`);
}

/**
 * Declares a function `(type, …)` of a record of a list, and gives its name.
 * @param what the name without that of the list
 * @param results what it gives, by type
 */
export function byListedType(
  list: RecordSetText,
  what: string,
  parameters: string,
  results: readonly string[],
): string {
  return list.declare(what, (name) => {
    const cases = results.map((result, type) => {
      const head = type === results.length - 1 ? 'default:' : `case ${type}:`;
      return `${head}\n  return ${result};`;
    });
    return `function ${name}(type, ${parameters}) {\n  switch (type) {\n${indented(cases.join('\n'), 2)}\n  }\n}`;
  });
}

/** Bytes of a record that was checked: those that it says of itself, or that its parts reach to. */
function recordBytesText(codec: CodecText): string {
  const { code, module } = codec;
  if (code.word(K.P_RULE) === K.RULE_TOTAL) return integerText(module, code.ruleOp, 'view', 'at');
  const trailing = code.word(K.P_TRAILING_BYTES);
  const parts = partsFunction(codec);
  if (parts === undefined) return String(code.word(K.P_FIXED_BYTES) + trailing);
  return plus(`${parts}(view, at, end).reached - at`, trailing);
}
