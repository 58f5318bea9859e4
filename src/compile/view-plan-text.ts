import * as K from '../../assembly/core/layout.js';
import type { Op } from '../cursor/index.js';
import { extentOf, fixedExtent, isMasked } from '../cursor/index.js';
import { measureConstant } from './count-text.js';
import type { MemberShape, OverlayShape, RecordShape, Shape, TaggedShape } from '../program/index.js';
import { pathOfShape } from '../program/index.js';
import type { CodecText } from './codec-text.js';
import { roundedText } from './leaf-text.js';
import { magicText } from './write-part.js';
import { indented, literal, quoted, type RuntimeName } from './module-text.js';
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

/** A call that makes a plan: see src/compiled/assign.ts. */
function planText(codec: CodecText, shape: Shape, isReply: boolean): string {
  const { module } = codec;
  switch (shape.kind) {
    case 'leaf':
      return leafText(codec, shape);
    case 'split':
      return module.use('plainPlan');
    case 'array':
      return `/* @__PURE__ */ ${module.use('listPlan')}(${planText(codec, shape.element, isReply)})`;
    case 'record':
      return recordText(codec, shape, isReply);
    case 'overlay':
      return callText(codec, 'overlayPlan', [
        membersText(codec, shape.arms, isReply),
        clearsText(codec, shape, isReply),
      ]);
    case 'tagged':
      return taggedText(codec, shape, isReply);
    case 'records':
      return module.use('textPlan'); // compared as it is
    default: {
      const plan = module.use(`${shape.kind}Plan`);
      return shape.magic === undefined ? plan : callText(codec, 'markedPlan', [plan, magicText(codec, shape)]);
    }
  }
}

function callText({ module }: CodecText, name: RuntimeName, given: readonly (string | undefined)[]): string {
  const args = given.filter((one) => one !== undefined);
  return `/* @__PURE__ */ ${module.use(name)}(${args.join(', ')})`;
}

function leafText(codec: CodecText, { op: index, leaf, wide, late }: Extract<Shape, { kind: 'leaf' }>): string {
  const { module, program, code } = codec;
  const op = code.ops[index] as Op;
  const { scalar } = leaf;
  const names = namesText(module, program.scalars[index], op.kind === K.OP_WIDE);
  const facts = [
    code.ops.some(({ ref }) => ref === op) && `op: ${index}`,
    scalar.format === 'bool' && 'isBool: true',
    wide && 'isWide: true',
    names && `names: ${names}`,
    late && 'isLate: true',
    scalar.check?.kind === 'magic' && `magic: ${literal(scalar.check.value)}`,
    scalar.format === 'float' && `round: (value) => ${roundedText(module, op, 'value')}`,
  ];
  return isPlain(facts) ? module.use('plainPlan') : callText(codec, 'leafPlan', [objectText(facts)]);
}

/** That a number is a bool matters where it is a tag. */
function isPlain(facts: readonly unknown[]): boolean {
  return facts.every((fact) => typeof fact !== 'string' || fact === 'isBool: true');
}

function recordText(codec: CodecText, { members, derivations }: RecordShape, isReply: boolean): string {
  const counts = derivations.map(({ op, measure }) => {
    const counter = codec.code.ops[measure] as Op;
    if (!isMasked(counter)) return `[${op}]`;
    return `[${op}, ${callText(codec, 'countingBy', [measureConstant(codec.module, counter)])}]`;
  });
  return callText(codec, 'recordPlan', [
    membersText(codec, members, isReply),
    counts.length > 0 ? `[${counts.join(', ')}]` : undefined,
  ]);
}

function membersText(codec: CodecText, members: readonly MemberShape[], isReply: boolean): string {
  const texts = members.map(({ name, promoted, shape, pointer }) => {
    const own = planText(codec, shape, isReply);
    const plan = isReply && pointer !== undefined ? callText(codec, 'pointedPlan', [own]) : own;
    const entries = [quoted(name), plan, ...(promoted ? ['true'] : [])];
    return `[${entries.join(', ')}]`;
  });
  return texts.length === 0 ? '[]' : `[\n${indented(texts.map((text) => `${text},\n`).join(''))}]`;
}

function taggedText(codec: CodecText, shape: TaggedShape, isReply: boolean): string {
  const tags = shape.arms.map(({ tags: [tag] }) => (tag === undefined ? 'undefined' : literal(tag)));
  const facts = objectText([
    `tagOp: ${shape.tagOp}`,
    `tags: [${tags.join(', ')}]`,
    `hasRaw: ${shape.otherwise < 0}`,
    `isSized: ${shape.bytes === undefined}`,
  ]);
  return callText(codec, 'taggedPlan', [
    membersText(codec, shape.arms, isReply),
    facts,
    clearsText(codec, shape, isReply),
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
  return `[${[...texts].join(', ')}]`;
}

function hasCounts(op: Op): boolean {
  return (op.flags & K.F_COUNTED) !== 0 || op.below.some(hasCounts);
}
