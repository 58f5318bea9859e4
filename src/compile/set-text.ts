import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import { framingWords } from '../program/index.js';
import { setFraming } from '../record-sets/index.js';
import type { SetAssembly } from './assembly/set-assembly.js';
import type { SlotPlan } from './assembly/column-slots.js';
import { rowsMembers, slotIndex } from './batch-text.js';
import { checkFunction, extentFunction, lengthFunction } from './check-text.js';
import type { CodecText } from './codec-text.js';
import { integerText, valueText } from './leaf-text.js';
import { indented, keyText, literal, quoted } from './module-text.js';
import type { RecordSetText, SetMemberText } from './record-set-text.js';

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

function tagValue({ module, set }: RecordSetText): string {
  const leaf = set.tag as Op;
  return leaf.kind === K.OP_WIDE ? valueText(module, leaf, 'view', 'at') : integerText(module, leaf, 'view', 'at');
}

/** The discriminator's bits as its value. */
function tagLiteral(tag: bigint, { width, flags, kind }: Op): string {
  if (kind === K.OP_WIDE) return literal(tag);
  return literal(Number((flags & K.F_SIGNED) === 0 ? tag : BigInt.asIntN(width, tag)));
}

/** Declares `check<Set>(view, at, end)`: the length of the record at `at`, whatever its type. */
export function setCheckFunction(text: RecordSetText): string {
  const typeOf = typeFunction(text);
  const checks = text.members.map(({ codec }) => checkFunction(codec));
  return text.declare('check', (name) => {
    const cases = checks.map((one, type) => `case ${type}:\n  return ${one}(view, at, end);`);
    const last = cases.pop()?.replace(/^case \d+:/, 'default:') as string;
    return `/** The length of the record at \`at\`, whatever its type. */
function ${name}(view, at, end) {
  switch (${typeOf}(view, at, end)) {
${indented([...cases, last].join('\n'), 2)}
  }
}`;
  });
}

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
  const check = setCheckFunction(text);
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
