import { withNextText, writerFunctions } from './batch-writer-text.js';
import * as K from '../../assembly/core/layout.js';
import { indented } from './module-text.js';
import type { RecordSetText, SetMemberText } from './record-set-text.js';
import { assertTypeFunction, byTypeFunction } from './set-record-text.js';
import { writeFunction } from './write-text.js';

/** Declares `rowWriter<Set>`, which writes streams of the set from values, and gives its name. */
export function setWriterConstant(text: RecordSetText): string {
  const words = wordsConstant(text);
  const wordsOf = text.declare(
    'wordsOf',
    (name) =>
      `/** How the values of a record's type are written. */\n${byTypeFunction(text, name, (type) => `${words}[${type}]`)}`,
  );
  const made = text.module.use('SetWriter');
  return text.declare('rowWriter', (name) => `const ${name} = /* @__PURE__ */ new ${made}(${wordsOf});`);
}

function wordsConstant(text: RecordSetText): string {
  const assertType = assertTypeFunction(text);
  const words = text.members.map((member, type) => wordsText(member, `(record) => ${assertType}(record, ${type})`));
  return text.declare('words', (name) => `const ${name} = [\n${indented(words.join('\n'))}\n];`);
}

function wordsText({ codec }: SetMemberText, assertType: string): string {
  const members = [
    `align: ${codec.code.word(K.P_START_ALIGN)}`,
    `write: ${writeFunction(codec)}`,
    ...withNextText(codec),
    `assertType: ${assertType}`,
  ];
  return `{\n${members.map((member) => `${indented(member)},\n`).join('')}},`;
}

/** Declares the functions that users call. */
export function encodeSetBatchFunctions(
  text: RecordSetText,
  writer: string,
): { encodeBatch: string; encodeBatchInto: string } {
  return writerFunctions(text, writer, 'records', 'Records as { type, value }, one after the other.');
}
