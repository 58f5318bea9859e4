import * as K from '../../../assembly/core/layout.js';
import type { CodecText } from '../codec-text.js';
import { commentText } from '../module-text.js';
import { ArmGuards, isLengthGuard } from '../../columns/index.js';
import type { Op } from '../../cursor/index.js';
import type { ColumnGuard } from '../../program/index.js';
import { wideIntegerOf } from './assembly-leaf.js';

/** Statements that find which arms a record has, each once, and the name of what says so. */
export class ArmsText {
  readonly lines: string[] = [];
  private readonly known = new Map<string, string>();
  private readonly guards: ArmGuards;

  constructor(
    private readonly codec: CodecText,
    private readonly at: string,
  ) {
    this.guards = new ArmGuards(codec.code);
  }

  /** The name of a bool: whether the record has what the guard stands before. */
  nameOf(guard: ColumnGuard): string {
    const key = `${guard.union}:${guard.arm}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    if (isLengthGuard(this.codec.code, guard)) return this.lengthName(key, guard.arm);
    const outer = this.guards.of(guard.union);
    const around = outer && this.nameOf(outer);
    const tag = this.tagOf(guard.union, around);
    const name = `has${this.known.size}`;
    this.known.set(key, name);
    const { code, program } = this.codec;
    const union = code.ops[guard.union] as Op;
    const test = tagTest(this.codec, union, guard.arm, tag);
    const path = program.paths[union.below[guard.arm]?.index ?? guard.union];
    this.lines.push(
      `const ${name} = ${around === undefined ? '' : `${around} & `}${test}; // ${commentText(path ?? '')}`,
    );
    return name;
  }

  /** Of a versioned record: whether it has so many bytes. */
  private lengthName(key: string, bytes: number): string {
    const name = `has${this.known.size}`;
    this.known.set(key, name);
    this.lines.push(`const ${name} = ${wideIntegerOf(this.codec.code.ruleOp, this.at)} >= ${bytes};`);
    return name;
  }

  /** A tag inside an arm that is not there may lie after the record. */
  private tagOf(union: number, around: string | undefined): string {
    const key = `tag ${union}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const name = `tag${this.known.size}`;
    this.known.set(key, name);
    const op = this.codec.code.ops[union] as Op;
    const tag = wideIntegerOf(op.ref as Op, this.at);
    this.lines.push(`const ${name}: i64 = ${around === undefined ? tag : `${around} ? ${tag} : 0`};`);
    return name;
  }
}

/** An arm for all other tags, and `raw`, are there where no other arm is. */
function tagTest({ code }: CodecText, { below }: Op, arm: number, tag: string): string {
  const chosen = below[arm];
  const isRest = chosen === undefined || (chosen.flags & K.F_OTHERWISE) !== 0;
  const tags = (isRest ? below : [chosen]).flatMap(({ constant, count }) =>
    Array.from({ length: count }, (_, index) => code.signed[constant + index] as bigint),
  );
  const tests = runsOf(tags).map(([least, most]) => {
    if (least === most) return `(${tag} == ${least})`;
    return `(<u64>(${tag} - ${least}) <= ${most - least})`;
  });
  const any = tests.length === 0 ? 'false' : tests.length === 1 ? (tests[0] as string) : `(${tests.join(' | ')})`;
  return isRest ? `(!${any})` : any;
}

/** Numbers that follow one another. */
function runsOf(numbers: readonly bigint[]): [least: bigint, most: bigint][] {
  const runs: [bigint, bigint][] = [];
  for (const number of [...new Set(numbers)].toSorted((a, b) => (a < b ? -1 : 1))) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] + 1n === number) last[1] = number;
    else runs.push([number, number]);
  }
  return runs;
}
