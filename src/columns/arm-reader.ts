import * as K from '../../assembly/core/layout.js';
import type { ColumnGuard, Program } from '../program/index.js';
import { ArmGuards, isLengthGuard } from './arm-guards.js';
import { codeOf, type Code, type Op, readInteger, readLeaf, readWideLeaf } from '../cursor/index.js';

/** Whether the record at `record` has it. */
export type RecordTest = (view: DataView, record: number) => boolean;

/** Whether records have what an arm of a tagged union holds, or what a versioned record may end before. Made once, for many records: `ArmGuards` looks up tags for each of them. */
export function armReader(program: Program, guard: ColumnGuard): RecordTest {
  const code = codeOf(program);
  const guards = new ArmGuards(code);
  let reader = guardTest(code, guard);
  // The tag of a union inside an arm is there only where that arm is selected.
  for (let outer = guards.of(guard.union); outer !== undefined; outer = guards.of(outer.union)) {
    const [isAround, isInside] = [guardTest(code, outer), reader];
    reader = (view, record) => isAround(view, record) && isInside(view, record);
  }
  return reader;
}

function guardTest(code: Code, guard: ColumnGuard): RecordTest {
  if (!isLengthGuard(code, guard)) return tagTest(code, guard);
  const { ruleOp: length } = code;
  return (view, record) => readInteger(view, record + length.offset, length) >= guard.arm;
}

function tagTest(code: Code, { union, arm }: ColumnGuard): RecordTest {
  const { below, ref } = code.ops[union] as Op;
  const [tag, chosen] = [ref as Op, below[arm]];
  // An arm for all other tags, and `raw`, are there where no other arm is.
  const isRest = chosen === undefined || (chosen.flags & K.F_OTHERWISE) !== 0;
  const arms = isRest ? below : [chosen];
  if (tag.kind === K.OP_WIDE) {
    const tags = tagsOf(arms, code.signed);
    return (view, record) => tags.has(BigInt.asIntN(64, readWideLeaf(view, record + tag.offset, tag))) !== isRest;
  }
  const tags = tagsOf(arms, code.numbers);
  return (view, record) => tags.has(readLeaf(view, record + tag.offset, tag)) !== isRest;
}

function tagsOf<Tag>(arms: readonly Op[], constants: ArrayLike<Tag>): ReadonlySet<Tag> {
  const tags = new Set<Tag>();
  for (const { constant, count } of arms) {
    for (let index = constant; index < constant + count; index++) tags.add(constants[index] as Tag);
  }
  return tags;
}
