import * as K from '../../assembly/core/layout.js';
import { floatOfLeaf, type Op } from '../cursor/index.js';
import { floatRowOf, hexOf, integerBounds } from '../program/index.js';
import { floatName, normalise, type ScalarNode } from '../schema/index.js';
import type { CodecText } from './codec-text.js';
import { integerText, roundedText, storeText, valueText } from './leaf-text.js';
import { keyText, literal, quoted, type ModuleText } from './module-text.js';

/** The bodies of a getter, and of a setter, which has `value`. */
export interface Accessor {
  readonly get: string;
  readonly set: string;
}

/** Where the members of a cursor count from: the text of its place. */
export const PLACE = 'this.#place';

/** A number, bigint or boolean. @param place the text of the place that its offset counts from */
export function leafAccessor(codec: CodecText, index: number, place = PLACE): Accessor {
  const { module } = codec;
  const op = codec.code.ops[index] as Op;
  const seat = `const { view, at } = ${place};`;
  return {
    get: `${seat}\nreturn ${valueText(module, op, 'view', 'at')};`,
    set: setText(codec, op, seat),
  };
}

const VALUE = '\0';

function setText(codec: CodecText, op: Op, seat: string): string {
  const { module, program } = codec;
  const given = givenText(codec, op);
  const check = checkText(codec, op, program.scalars[op.index]);
  const store = storeText(module, op, 'view', 'at', VALUE);
  // Nothing is read before the value is checked.
  const isPlain = check === '' && store.split(VALUE).length === 2 && !/\bview\.get/.test(store);
  if (isPlain) return `${seat}\n${store.replace(VALUE, () => given)}`;
  return `const given = ${given};\n${check}${seat}\n${store.replaceAll(VALUE, 'given')}`;
}

/** The text of a call that answers what is to be written, or throws. */
function givenText({ module, program }: CodecText, op: Op): string {
  const { kind, flags, width, index } = op;
  const scalar = program.scalars[index];
  const path = quoted(program.paths[index] ?? '');
  const names = namesText(module, scalar, kind === K.OP_WIDE);
  const value =
    names === undefined
      ? 'value'
      : `${module.use('givenName')}(value, ${names}, ${quoted(scalar?.name ?? '')}, ${kind === K.OP_WIDE}, ${path})`;
  if ((flags & K.F_BOOL) !== 0) return `${module.use('givenBool')}(${value}, ${path})`;
  if ((flags & K.F_FLOAT) !== 0) return givenFloatText(module, op, value, path);
  return givenIntegerText(module, kind === K.OP_WIDE, integerBounds(width, (flags & K.F_SIGNED) !== 0), value, path);
}

function givenFloatText(module: ModuleText, op: Op, value: string, path: string): string {
  if (op.bytes === 8) return `${module.use('givenNumber')}(${value}, ${path})`;
  const { farthest, largest } = floatOfLeaf(op);
  const name = floatName(floatRowOf(op));
  return `${module.use('givenFloat')}(${value}, ${farthest}, ${quoted(name)}, ${quoted(largest)}, ${path})`;
}

function givenIntegerText(
  module: ModuleText,
  isWide: boolean,
  [least, most]: readonly [bigint, bigint],
  value: string,
  path: string,
): string {
  const n = isWide ? 'n' : '';
  return `${module.use(isWide ? 'givenWide' : 'givenInteger')}(${value}, ${least}${n}, ${most}${n}, ${path})`;
}

/** The table of an enum's names, as one constant; undefined where names are not taken. */
export function namesText(module: ModuleText, scalar: ScalarNode | undefined, isWide: boolean): string | undefined {
  const { enumeration } = scalar ?? {};
  if (scalar === undefined || enumeration === undefined || enumeration.flags) return undefined;
  const entries = Object.entries(enumeration.values).map(([name, value]) => {
    const held = normalise(scalar, value);
    return `  ${keyText(name)}: ${literal(isWide ? BigInt(held) : Number(held))},\n`;
  });
  return module.constant(`names${scalar.name}`, `{\n${entries.join('')}}`);
}

/** A statement that lets through what a magic value, a range or a strict enum allows; '' where there is none. */
function checkText({ module, program }: CodecText, op: Op, scalar: ScalarNode | undefined): string {
  const { check } = scalar ?? {};
  if (scalar === undefined || check === undefined || (op.flags & K.F_CHECKED) === 0) return '';
  const path = quoted(program.paths[op.index] ?? '');
  const isWide = op.kind === K.OP_WIDE;
  const refuse = (code: string, hint: string): string =>
    `${module.use('refused')}('${code}', ${quoted(hint)}, ${path});`;
  if (check.kind === 'range') {
    const { min, max } = check;
    if ((op.flags & K.F_BOOL) !== 0) return ''; // true is 1
    const held = (op.flags & K.F_FLOAT) === 0 ? 'given' : roundedText(module, op, 'given');
    const hint = `it must be from ${min} to ${max}`;
    return `if (!(${held} >= ${literal(min)} && ${held} <= ${literal(max)})) ${refuse('ERR_OUT_OF_RANGE', hint)}\n`;
  }
  const known = check.kind === 'magic' ? [check.value] : Object.values(scalar.enumeration?.values ?? {});
  const allowed = known
    .map((value) => normalise(scalar, value))
    .map((value) => (isWide ? BigInt(value) : Number(value)));
  const isOther = otherText(module, [...new Set(allowed)].map(literal), scalar);
  const fail =
    check.kind === 'magic'
      ? refuse('ERR_MAGIC', `it must be ${hexOf(check.value, scalar)}`)
      : refuse('ERR_UNKNOWN_ENUM', 'the value is none of its names; leave out strict to let it pass');
  return `if (${isOther}) ${fail}\n`;
}

function otherText(module: ModuleText, allowed: readonly string[], scalar: ScalarNode): string {
  if (allowed.length <= 3 && scalar.format !== 'float')
    return allowed.map((value) => `given !== ${value}`).join(' && ') || 'true';
  return `!${module.constant(`values${scalar.name}`, `[${allowed.join(', ')}]`)}.includes(given)`;
}

/** A number whose bits lie in several members, the most significant first. */
export function splitAccessor(codec: CodecText, index: number, width: number): Accessor {
  const { module, program } = codec;
  const { below } = codec.code.ops[index] as Op;
  const path = quoted(program.paths[index] ?? '');
  const seat = `const { view, at } = ${PLACE};`;
  const [first, ...others] = below.map((part) => ({ part, text: integerText(module, part, 'view', 'at') }));
  const joined = others.reduce(
    (text, { part, text: next }) => `(${text}) * ${2 ** part.width} + ${next}`,
    first?.text ?? '0',
  );
  const lines: string[] = [];
  let above = 0;
  for (const part of below.toReversed()) {
    const shifted = above === 0 ? 'given' : `Math.floor(given / ${2 ** above})`;
    above += part.width;
    const name = `part${below.indexOf(part)}`;
    lines.push(`const ${name} = ${shifted} % ${2 ** part.width};`, storeText(module, part, 'view', 'at', name));
  }
  const given = givenIntegerText(module, false, [0n, 2n ** BigInt(width) - 1n], 'value', path);
  return { get: `${seat}\nreturn ${joined};`, set: `const given = ${given};\n${seat}\n${lines.join('\n')}` };
}
