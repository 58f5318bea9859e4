import { CastbufError } from '../../errors/index.js';
import {
  anonymous,
  extentOfType,
  layoutOfAny,
  struct,
  tagged,
  union,
  type AnyType,
  type NamedAbi,
  type RecordNode,
} from '../../schema/index.js';
import { Inexpressible } from './inexpressible.js';
import { inComment } from './names.js';
import { isLaidOutAs, typeOfNode } from './same-layout.js';
import { blockText, callText, keyText, numberText, optionsText, quoted } from './ts-literals.js';
import type { Expression } from './ts-scalar.js';
import { aligned, typeExpression, type Node, type TypeScope } from './ts-type.js';

/** A record to be written: its node, where it starts, and the C declarations of its members where they are known. */
export interface RecordToWrite {
  readonly node: RecordNode;
  /** What the text calls it; '' for one without a name. */
  readonly name: string;
  readonly baseBits: number;
  readonly declarations: readonly string[] | undefined;
}

/**
 * How C's layout is put into the schema language. Its unions have neither pack nor align, and its members cannot be packed, so
 * what has that is put into structs whose members are promoted:
 * `plain`: as it stands; `wrapped`: each packed member, or arm of a packed union, in a struct with pack of its own, bit-fields not;
 * `wrapped-bits`: those too; `packed`: the whole struct with pack 1, what is not packed aligned by name.
 */
type Manner = 'plain' | 'wrapped' | 'wrapped-bits' | 'packed';

interface MemberText {
  readonly key: string;
  readonly expression: Expression;
  readonly comment: string;
}

/** The text of `struct(…)`, `union(…)` or `tagged(…)`. @throws Inexpressible where no text has the layout of the record */
export function recordExpression(record: RecordToWrite, abi: NamedAbi, scope: TypeScope): Expression {
  const { node } = record;
  if (node.tag !== undefined) return taggedExpression(node, scope, record.baseBits);
  let reason: string | undefined;
  for (const attempt of attemptsOf(record, abi, scope)) {
    try {
      const made = attempt();
      if (isLaidOutAs(made.type, node, abi)) return made;
    } catch (error) {
      if (!(error instanceof Inexpressible) && !(error instanceof CastbufError)) throw error;
      reason ??= error instanceof CastbufError ? error.hint : error.message;
    }
  }
  throw new Inexpressible(reason ?? whyNot(node));
}

function attemptsOf(record: RecordToWrite, abi: NamedAbi, scope: TypeScope): (() => Expression)[] {
  const { node } = record;
  const { pack, align } = node.options;
  const inManner = (manner: Manner) => () => memberwise(record, manner, abi, scope);
  if (node.union) {
    const isPlain = align === undefined;
    return [
      inManner('plain'),
      inManner('wrapped'),
      inManner('wrapped-bits'),
      ...(isPlain ? [] : [() => unionInStruct(record, { pack, align }, scope)]),
    ];
  }
  const packed = node.members.filter((member) => member.node.kind === 'aligned' && member.node.packed).length;
  if (packed === 0) return [inManner('plain')];
  return packed === node.members.length
    ? [inManner('packed'), inManner('wrapped')]
    : [inManner('wrapped'), inManner('packed')];
}

function whyNot({ union: isUnion, options }: RecordNode): string {
  if (isUnion && options.pack !== undefined)
    return 'a union under #pragma pack that the schema language cannot pack alike';
  if (isUnion && options.align !== undefined) return 'a union that demands an alignment of its own';
  return 'members that are packed in a way which the schema language cannot say';
}

function memberwise(record: RecordToWrite, manner: Manner, abi: NamedAbi, scope: TypeScope): Expression {
  const { node, name } = record;
  const members = membersOf(record, manner, abi, scope);
  const types = Object.fromEntries(members.map(({ key, expression }) => [key, expression.type]));
  const body = blockText(members.flatMap(memberLines));
  if (node.union) return { text: callText('union', quoted(name), body), type: union(name, types) };
  const { pack, align, endian, bitsFrom, bitLayout, length, versioned, next, startAlign } = node.options;
  const options = withoutUndefined({
    pack: manner === 'packed' ? 1 : pack,
    align,
    endian,
    bitsFrom,
    bitLayout,
    length,
    versioned: versioned || undefined,
    next,
    startAlign: startAlign === 1 ? undefined : startAlign,
  });
  return { text: callText('struct', quoted(name), body, optionsText(options)), type: struct(name, types, options) };
}

function withoutUndefined<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function memberLines({ key, expression, comment }: MemberText): string[] {
  return [`/** ${comment} */`, `${keyText(key)}: ${expression.text},`];
}

function membersOf(
  { node, baseBits, declarations }: RecordToWrite,
  manner: Manner,
  abi: NamedAbi,
  scope: TypeScope,
): MemberText[] {
  const laid = layoutOfAny(typeOfNode(node), abi).root.members;
  const names = new Set(node.members.map(({ name }) => name));
  return node.members.map((member, index) => {
    const { bitOffset, bitSize } = laid[index] as { bitOffset: number; bitSize: number };
    const at = baseBits + bitOffset;
    const { least, packed, inner } = unwrapped(member.node);
    const isNamed = inner.kind !== 'anonymous' && !(inner.kind === 'bit' && inner.unnamed);
    const plain = typeExpression(inner, scope, at);
    const isWrapped = wraps(node, inner, packed, manner, abi);
    const shown = isWrapped
      ? inPackedStruct(isNamed ? member.name : '_', plain, packed ? 1 : node.options.pack)
      : plain;
    const key = isNamed && !isWrapped ? member.name : freeKey(`_${index}`, names);
    const wanted = manner === 'packed' && !packed ? Math.max(least, alignOf(inner, abi)) : least;
    return {
      key,
      expression: aligned(shown, wanted),
      comment: commentOf(at, bitSize, inner.kind === 'bit', declarations?.[index]),
    };
  });
}

function unwrapped(node: Node): { least: number; packed: boolean; inner: Node } {
  return node.kind === 'aligned'
    ? { least: node.align, packed: node.packed, inner: node.node }
    : { least: 0, packed: false, inner: node };
}

function wraps(
  { union: isUnion, options }: RecordNode,
  inner: Node,
  packed: boolean,
  manner: Manner,
  abi: NamedAbi,
): boolean {
  if (manner === 'plain' && packed) throw new Inexpressible('a member that is packed by itself');
  if (manner !== 'wrapped' && manner !== 'wrapped-bits') return false;
  const isLowered = isUnion && options.pack !== undefined && alignOf(inner, abi) > options.pack;
  return (packed || isLowered) && (inner.kind !== 'bit' || (manner === 'wrapped-bits' && !inner.unnamed));
}

/** A struct of one member, which is promoted. */
function inPackedStruct(name: string, { text, type }: Expression, pack: number | undefined): Expression {
  const options = pack === undefined ? {} : { pack };
  const inner = callText('struct', "''", `{ ${keyText(name)}: ${text} }`, optionsText(options));
  return { text: callText('anonymous', inner), type: anonymous(struct('', { [name]: type }, options)) };
}

/** The members of a union that demands an alignment, promoted to a struct that does. */
function unionInStruct(
  { node, name, baseBits }: RecordToWrite,
  given: { readonly pack: number | undefined; readonly align: number | undefined },
  scope: TypeScope,
): Expression {
  const inner = scope.nested({ ...node, name: undefined, options: { ...node.options, align: undefined } }, baseBits);
  const options = withoutUndefined(given);
  const body = blockText([`_: ${callText('anonymous', inner.text)},`]);
  return {
    text: callText('struct', quoted(name), body, optionsText(options)),
    type: struct(name, { _: anonymous(inner.type) }, options),
  };
}

function alignOf(node: Node, abi: NamedAbi): number {
  if (node.kind === 'bit') return extentOfType(typeOfNode(node.base), abi).align;
  return extentOfType(typeOfNode(node), abi).align;
}

function freeKey(wanted: string, names: ReadonlySet<string>): string {
  return names.has(wanted) ? freeKey(`${wanted}_`, names) : wanted;
}

/** `8, 4 bytes: ULONG ProcessingTime`; `13 bit 0, 24 bits: UINT64 PartNumber : 24`. */
function commentOf(bitOffset: number, bitSize: number, isBitField: boolean, declaration: string | undefined): string {
  const place = isBitField
    ? `${Math.floor(bitOffset / 8)} bit ${bitOffset % 8}, ${counted(bitSize, 'bit')}`
    : `${bitOffset / 8}, ${counted(bitSize / 8, 'byte')}`;
  return declaration === undefined ? place : `${place}: ${inComment(declaration)}`;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function taggedExpression(node: RecordNode, scope: TypeScope, baseBits: number): Expression {
  const { tag, options, members } = node;
  if (tag === undefined) throw new Inexpressible('a union without a tag');
  if (options.align !== undefined) throw new Inexpressible('a tagged union that demands an alignment');
  const arms = Object.create(null) as Record<string, readonly [readonly (number | bigint)[] | 'otherwise', AnyType]>;
  const lines = members.map(({ name, node: arm }) => {
    const { text, type } = typeExpression(arm, scope, baseBits);
    const values = name === tag.otherwise ? 'otherwise' : (tag.cases[name] ?? []);
    arms[name] = [values, type];
    return `${keyText(name)}: [${selectorText(values)}, ${text}],`;
  });
  const { sized } = tag;
  const text = callText('tagged', quoted(tag.field), blockText(lines), sized ? '{ sized: true }' : '');
  return { text, type: tagged(tag.field, arms, { sized }) };
}

function selectorText(values: readonly (number | bigint)[] | 'otherwise'): string {
  if (typeof values === 'string') return quoted(values);
  const texts = values.map(numberText);
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}
