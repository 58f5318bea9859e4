import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import { extentOf, fixedExtent } from '../cursor/index.js';
import type { ArrayShape, MemberShape, OverlayShape, RecordShape, Shape, TaggedShape } from '../program/index.js';
import { pathOfShape } from '../program/index.js';
import type { CodecText } from './codec-text.js';
import { indented, literal, quoted } from './module-text.js';
import { namesText } from './view-leaf-text.js';

/** The text of a `Part` of src/compiled/assign.ts: what a value is that can be assigned as a whole. */
export function partText(codec: CodecText, shape: Shape, target?: string, isReply = false): string {
  const { program } = codec;
  const extent = extentOf(program, shape, true);
  return objectText([
    `path: ${quoted(pathOfShape(program, shape))}`,
    `plan: ${planText(codec, shape, isReply)}`,
    `most: ${program.limits.count}`,
    extent && `extent: [${extent.from}, ${extent.end}]`,
    target && `target: ${target}`,
    isReply && extent === undefined && target === undefined && `clearBytes: ${program.clearBytes}`,
  ]);
}

function objectText(entries: readonly (string | undefined | false)[]): string {
  const given = entries.filter((entry) => typeof entry === 'string' && entry !== '') as string[];
  const short = `{ ${given.join(', ')} }`;
  if (short.length <= 100 && !short.includes('\n')) return short;
  return `{\n${indented(given.map((entry) => `${entry},\n`).join(''))}}`;
}

function planText(codec: CodecText, shape: Shape, isReply: boolean): string {
  switch (shape.kind) {
    case 'leaf':
      return leafText(codec, shape.op, shape);
    case 'array':
      return arrayText(codec, shape, isReply);
    case 'record':
      return recordText(codec, shape, isReply);
    case 'overlay':
    case 'tagged':
      return unionText(codec, shape, isReply);
    default:
      return `{ kind: '${shape.kind}' }`;
  }
}

function leafText(
  { module, program, code }: CodecText,
  index: number,
  shape: Extract<Shape, { kind: 'leaf' }>,
): string {
  const op = code.ops[index] as Op;
  const { scalar } = shape.leaf;
  const isReferred = code.ops.some(({ ref }) => ref === op);
  const names = namesText(module, program.scalars[index], op.kind === K.OP_WIDE);
  const isFloat = scalar.format === 'float';
  const rounds = { 2: () => module.use('roundHalf'), 4: () => 'Math.fround', 8: () => 'Number' };
  return objectText([
    `kind: 'leaf'`,
    isReferred && `op: ${index}`,
    scalar.format === 'bool' && 'isBool: true',
    shape.wide && 'isWide: true',
    names && `names: ${names}`,
    shape.late && 'isLate: true',
    scalar.check?.kind === 'magic' && `magic: ${literal(scalar.check.value)}`,
    isFloat && `round: ${rounds[shape.leaf.bytes as 2 | 4 | 8]()}`,
  ]);
}

function arrayText(codec: CodecText, { element }: ArrayShape, isReply: boolean): string {
  return objectText([`kind: 'array'`, `element: ${planText(codec, element, isReply)}`]);
}

function recordText(codec: CodecText, { members, derivations }: RecordShape, isReply: boolean): string {
  const counts = derivations.map(({ op }) => op);
  return objectText([
    `kind: 'record'`,
    `members: ${membersText(codec, members, isReply)}`,
    counts.length > 0 && `counts: [${counts.join(', ')}]`,
  ]);
}

function membersText(
  codec: CodecText,
  members: readonly (MemberShape & { tags?: readonly (number | bigint)[] })[],
  isReply: boolean,
): string {
  const texts = members.map(({ name, promoted, shape, pointer, tags = [] }) =>
    objectText([
      `name: ${quoted(name)}`,
      tags.length > 0 && `tag: ${literal(tags[0] as number | bigint)}`,
      promoted && 'isPromoted: true',
      isReply && pointer !== undefined && 'isPointed: true',
      `plan: ${planText(codec, shape, isReply)}`,
    ]),
  );
  return texts.length === 0 ? '[]' : `[\n${indented(texts.map((text) => `${text},\n`).join(''))}]`;
}

function unionText(codec: CodecText, shape: OverlayShape | TaggedShape, isReply: boolean): string {
  const tagged = shape.kind === 'tagged' ? shape : undefined;
  return objectText([
    `kind: '${shape.kind}'`,
    `members: ${membersText(codec, shape.arms, isReply)}`,
    clearsText(codec, shape, isReply),
    tagged && `tagOp: ${tagged.tagOp}`,
    tagged && `hasRaw: ${tagged.otherwise < 0}`,
    tagged && `isSized: ${tagged.bytes === undefined}`,
  ]);
}

/** Bytes of the arms, of which nothing stays when another is set; but a message's counts, which say how long it is. */
function clearsText(
  { program, code }: CodecText,
  shape: OverlayShape | TaggedShape,
  isReply: boolean,
): string | undefined {
  const op = code.ops[shape.op] as Op;
  if (!isReply && hasCounts(op)) return undefined;
  const extents = shape.arms.map((arm) => fixedExtent(program, arm.shape));
  if (shape.kind === 'tagged' && shape.bytes !== undefined)
    extents.push({ from: op.offset, end: op.offset + shape.bytes });
  const texts = new Set(extents.filter(({ from, end }) => end > from).map(({ from, end }) => `[${from}, ${end}]`));
  return `clears: [${[...texts].join(', ')}]`;
}

function hasCounts(op: Op): boolean {
  return (op.flags & K.F_COUNTED) !== 0 || op.below.some(hasCounts);
}
