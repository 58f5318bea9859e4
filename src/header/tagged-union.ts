import { CastbufError } from '../errors/index.js';
import { record as recordTypeOf, type AnyType, type UnionTag } from '../schema/index.js';
import type { ConstantOrName, MemberAnnotation } from './annotations.js';
import { tailCounter } from './counted-tail.js';
import { nameOf, type Field, type RecordType } from './c-type.js';
import { plainNumber } from './integer.js';
import type { SchemaImport } from './schema-import.js';

interface ArmRule {
  readonly field: string;
  readonly values: readonly ConstantOrName[];
}

/**
 * A union as a member of `outer`, its arm selected by a sibling, where annotations on the arms say so; undefined where they do not.
 * Arms are annotated on the union itself, or from the record around it.
 */
export function taggedUnion(
  imports: SchemaImport,
  outer: RecordType,
  field: Field,
  union: RecordType,
  isTail: boolean,
): AnyType | undefined {
  const fields = union.fields ?? [];
  const annotations = fields.map((arm) => armAnnotation(imports, outer, field, union, arm));
  if (!annotations.some(({ when }) => when !== undefined)) return undefined;
  const at = `${nameOf(outer) ?? ''}.${field.name ?? nameOf(union) ?? 'the union'}`;
  const cases = Object.create(null) as Record<string, (number | bigint)[]>;
  let otherwise: string | undefined;
  let tagField: string | undefined;
  const sized = isTail && annotations.some((one) => one.sized === true);
  const members = fields.map((arm, index): [string, AnyType] => {
    const rule = ruleOf(annotations[index] as MemberAnnotation, `${at}.${arm.name}`);
    if (tagField !== undefined && rule.field !== tagField)
      throw wrong(at, `its arms depend on ${tagField} and on ${rule.field}`);
    tagField = rule.field;
    const name = arm.name ?? `#${index}`;
    if (rule.values.includes('otherwise')) otherwise = name;
    else cases[name] = rule.values.map((value) => valueOf(imports, value, `${at}.${name}`));
    const type = armType(imports, arm, sized, `${at}.${name}`);
    return [name, imports.inOrderOf(union, arm, type, annotations[index]?.endian)];
  });
  const tag: UnionTag = { field: tagField ?? '', cases, otherwise, sized };
  return recordTypeOf(nameOf(union), {
    union: true,
    members,
    tag,
    options: imports.layoutOptions(union),
  });
}

/** Where only the selected arm travels, its tail is as long as what counts it says. */
function armType(imports: SchemaImport, arm: Field, sized: boolean, at: string): AnyType {
  const counter = tailCounter(imports, arm.type);
  if (counter === 'annotation' && !sized)
    throw wrong(at, "its tail is counted; say 'sized' on an arm, and make the union the last member of the message");
  return imports.typeOf(arm.type, sized && counter !== undefined);
}

function armAnnotation(
  imports: SchemaImport,
  outer: RecordType,
  field: Field,
  union: RecordType,
  arm: Field,
): MemberAnnotation {
  const path = field.name === undefined ? (arm.name ?? '') : `${field.name}.${arm.name}`;
  return {
    ...imports.annotations.ofMember(union, arm, arm.name ?? ''),
    ...imports.annotations.ofMember(outer, arm, path),
  };
}

function ruleOf({ when }: MemberAnnotation, at: string): ArmRule {
  const [entry, second] = Object.entries(when ?? {});
  if (entry === undefined)
    throw wrong(at, "other arms say when they are there; say it here too, or give it 'otherwise'");
  if (second !== undefined) throw wrong(at, 'an arm depends on one member');
  const [field, values] = entry;
  return { field, values: Array.isArray(values) ? (values as readonly ConstantOrName[]) : [values as ConstantOrName] };
}

/** A constant by its name, or written as a number. */
export function valueOf(imports: SchemaImport, value: ConstantOrName, at: string): number | bigint {
  if (typeof value !== 'string') return value;
  if (/^-?(?:0x[0-9a-f]+|\d+)$/i.test(value)) {
    const number = value.startsWith('-') ? -BigInt(value.slice(1)) : BigInt(value);
    return plainNumber(number);
  }
  const known = imports.constant(value);
  if (known === undefined) throw wrong(at, `the header has no constant ${value}`);
  return plainNumber(known.value);
}

function wrong(path: string, what: string): CastbufError {
  return new CastbufError('ERR_SCHEMA', what, { path });
}
