import * as K from '../../assembly/core/layout.js';
import { framingWords } from '../program/index.js';
import { setFraming } from '../record-sets/index.js';
import type { SetAssembly } from './assembly/set-assembly.js';
import type { SlotPlan } from './assembly/column-slots.js';
import { rowsMembers, slotIndex } from './batch-text.js';
import { checkFunction, extentFunction, lengthFunction } from './check-text.js';
import type { CodecText } from './codec-text.js';
import { indented, keyText, quoted } from './module-text.js';
import type { RecordSetText, SetMemberText } from './record-set-text.js';
import { checkByType, tagFunction, typeFunction } from './record-type-text.js';

/** Declares `extent<Set>(view, at, end)`: how long the record is at `at`, whatever its type, and whatever else is wrong with it. */
function setExtentFunction(text: RecordSetText): string {
  const type = tagFunction(text);
  const typeOf = typeFunction(text);
  const { programs, of } = setFraming(text.set);
  const [first] = text.members as readonly [SetMemberText];
  const common = of(-1) < 0 ? undefined : commonExtent(text, first, programs[of(-1)] as Int32Array);
  const extents = text.members.map(
    ({ codec }) => extentFunction(codec, framingWords(codec.program)) ?? checkOrBytes(codec),
  );
  return text.declare('extent', (name) => {
    const cases = extents.map((one, number) => `case ${number}:\n  return ${one}(view, at, end);`);
    if (common !== undefined) cases.push(`case -1:\n  return ${common}(view, at, end);`);
    const { offset, bytes } = text.set.tag;
    const least = `if (end - at < ${offset + bytes}) throw ${text.module.use('truncated')}(at, ${offset + bytes}, end - at);`;
    const chosen = common === undefined ? `${typeOf}(view, at, end)` : `${type}(view, at)`;
    return `function ${name}(view, at, end) {
${common === undefined ? '' : `  ${least}\n`}  switch (${chosen}) {
${indented(cases.join('\n'), 2)}
  }
}`;
  });
}

/** Where the check of a type says as much; of records of one length nothing but that is looked at. */
function checkOrBytes(codec: CodecText): string {
  if (codec.code.word(K.P_RULE) !== K.RULE_FIXED) return checkFunction(codec);
  return lengthFunction(codec, framingWords(codec.program), 'extent');
}

function commonExtent(text: RecordSetText, { codec }: SetMemberText, words: Int32Array): string {
  return lengthFunction(codec, words, `extentOf${text.name}In`);
}

/**
 * Declares `batches<Set>`, which decodes streams of the set to columns of its types, and gives its name.
 * @param kernelName the constant that `kernelConstant` declared
 */
export function setBatchesConstant(text: RecordSetText, kernel: SetAssembly, kernelName: string): string {
  const check = checkByType(
    text,
    text.members.map(({ codec }) => `${checkFunction(codec)}(view, at, end)`),
  );
  const extent = setExtentFunction(text);
  const types = text.members.map((member, type) => typeText(member, kernel.plans[type] as SlotPlan));
  return text.declare('batches', (name) => {
    const lines = [
      `types: {\n${indented(types.join('\n'))}\n}`,
      `align: ${text.set.startAlign}`,
      `inputPtr: ${kernel.inputPtr}`,
      `spacesPtr: ${kernel.spacesPtr}`,
      `check: ${check}`,
      `extent: ${extent}`,
      `decode: ${quoted(kernel.name)}`,
      `takesRest: ${text.set.takesRest}`,
      `slack: ${kernel.slack}`,
      `kernel: ${kernelName}`,
    ];
    const body = lines.map((line) => `${indented(line)},\n`).join('');
    return `const ${name} = /* @__PURE__ */ new ${text.module.use('SetBatches')}({\n${body}});`;
  });
}

/** The key of a type in an object of the module. */
export function typeKey(name: string): string {
  return name === '__proto__' ? `['${name}']` : keyText(name);
}

function typeText({ name, codec }: SetMemberText, plan: SlotPlan): string {
  const members = [...rowsMembers(codec, plan), `rowIndex: ${slotIndex(plan, plan.rowIndex)}`];
  return `${typeKey(name)}: {\n${members.map((member) => `${indented(member)},\n`).join('')}},`;
}

/** Declares the function that users call. */
export function decodeSetBatchFunction(text: RecordSetText, batches: string): string {
  return text.declare('decodeBatch', (name) => {
    const types = text.members.map((member) => member.name).join(', ');
    return `/** Records of ${types} to columns of each type: of, order, rows(), value(i), error. */
export function ${name}(bytes, options) {
  return ${batches}.decode(bytes, options);
}`;
  });
}
