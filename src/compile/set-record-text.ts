import { checkFunction } from './check-text.js';
import { indented, quoted } from './module-text.js';
import { decodeFunction } from './read-text.js';
import type { RecordSetText } from './record-set-text.js';
import { tagFunction, typeFunction } from './record-type-text.js';
import { viewFunction } from './view-text.js';
import { encodeFunctions } from './write-text.js';

/*
 * One record of a set at a time: `{ type, value }`, by the functions of its type.
 */

/** Declares `decode<Set>(message)`, which the module exports: the record as the name of its type and an object. */
export function decodeRecordFunction(text: RecordSetText): string {
  const decode = text.members.map(({ codec }) => decodeFunction(codec, checkFunction(codec)));
  return openFunction(
    text,
    'decode',
    'value',
    decode,
    'The record at the start of the message, as the name of its type and an object.',
  );
}

/** Declares `view<Set>(message)`, which the module exports: the record as the name of its type and a cursor. */
export function viewRecordFunction(text: RecordSetText): string {
  const view = text.members.map(({ codec }) => viewFunction(codec, checkFunction(codec)));
  return openFunction(
    text,
    'view',
    'view',
    view,
    'The record at the start of the message, as the name of its type and a cursor over its bytes.',
  );
}

function openFunction(
  text: RecordSetText,
  what: 'decode' | 'view',
  key: 'value' | 'view',
  functions: readonly string[],
  says: string,
): string {
  const typeOf = typeFunction(text);
  const { module, members, set } = text;
  const asBytes = module.use('asBytes');
  const nothingThere = module.use('nothingThere');
  return text.declare(what, (name) => {
    const cases = members.map((member, type) => {
      const head = type === members.length - 1 ? 'default:' : `case ${type}:`;
      return `${head}\n  return { type: ${quoted(member.name)}, ${key}: ${functions[type]}(bytes) };`;
    });
    return `/** ${says} */
export function ${name}(message) {
  const bytes = ${asBytes}(message);
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteLength === 0) throw ${nothingThere}(${set.tag.offset + set.tag.bytes});
  switch (${typeOf}(new DataView(buffer, byteOffset, byteLength), 0, byteLength)) {
${indented(cases.join('\n'), 2)}
  }
}`;
  });
}

/** Declares `encode<Set>`, `encodeInto<Set>` and `sizeOf<Set>`, which the module exports. */
export function encodeRecordFunctions(text: RecordSetText): { encode: string; encodeInto: string; sizeOf: string } {
  const functions = text.members.map(({ codec }) => encodeFunctions(codec));
  const assertType = assertTypeFunction(text);
  const { module } = text;
  const encode = text.declare('encode', (name) =>
    givenFunction(
      text,
      name,
      'The record as bytes of its own.',
      (type) => `${assertType}(${functions[type]?.encode}(record.value), ${type})`,
    ),
  );
  const sizeOf = text.declare('sizeOf', (name) =>
    givenFunction(
      text,
      name,
      'Bytes that the encoded record has.',
      (type) => `${functions[type]?.sizeOf}(record.value)`,
    ),
  );
  const [asBytes, copyInto] = [module.use('asBytes'), module.use('copyInto')];
  const encodeInto = text.declare(
    'encodeInto',
    (name) => `/** Writes the record to the start of the target, and gives how many bytes it has. */
export function ${name}(record, target) {
  const bytes = ${asBytes}(target, 'the target');
  return ${copyInto}(bytes, ${encode}(record), 'message');
}`,
  );
  return { encode, encodeInto, sizeOf };
}

function givenFunction(text: RecordSetText, name: string, says: string, valueOf: (type: number) => string): string {
  return `/** ${says} */
export ${byTypeFunction(text, name, valueOf)}`;
}

/** A function of a record to encode, `{ type, value }`: what `valueOf` gives for its type. */
export function byTypeFunction(text: RecordSetText, name: string, valueOf: (type: number) => string): string {
  const names = text.members.map((member) => quoted(member.name)).join(', ');
  const noSuchType = text.module.use('noSuchType');
  const cases = text.members.map((member, type) => `case ${quoted(member.name)}:\n  return ${valueOf(type)};`);
  cases.push(`default:\n  throw ${noSuchType}(type, [${names}]);`);
  return `function ${name}(record) {
  const type = record?.type;
  switch (type) {
${indented(cases.join('\n'), 2)}
  }
}`;
}

/** Decoding what was written would find the same type. */
export function assertTypeFunction(text: RecordSetText): string {
  const type = tagFunction(text);
  const { module, discriminator, members } = text;
  const otherType = module.use('otherType');
  return text.declare('assertType', (name) => {
    const names = members.map((member) => quoted(member.name)).join(', ');
    return `/** The bytes of a record, whose discriminator says the type that was given. */
function ${name}(bytes, given) {
  const said = ${type}(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
  if (said === given) return bytes;
  const names = [${names}];
  throw ${otherType}(${quoted(discriminator)}, names[given], names[said]);
}`;
  });
}
