import type { CodecText } from '../codec-text.js';
import { commentText, indented } from '../module-text.js';
import { planSlots, pointers, type SlotPlan } from './column-slots.js';
import { fixedLoop } from './fixed-loop.js';
import { GatherText } from './gather-assembly.js';
import { measuredOf } from './measured.js';
import { checkAssembly } from './check-assembly.js';
import { framedLoop } from './framed-loop.js';

/** The AssemblyScript that decodes a stream of one type to columns. */
export interface DecodeAssembly {
  /** Functions of this type: `assemblyText` makes a module of those of one or several. */
  readonly functions: readonly string[];
  /** The exported one. */
  readonly name: string;
  readonly plan: SlotPlan;
  /** Bytes of memory after the input that loads may reach. */
  readonly slack: number;
  /** Helpers that functions call, each declared once in a module. */
  readonly helpers: readonly string[];
}

export function decodeAssembly(codec: CodecText): DecodeAssembly {
  const plan = planSlots(codec);
  const measured = measuredOf(codec);
  const gather = new GatherText(codec, plan);
  const name = `decode${codec.name}`;
  const body =
    measured !== undefined && measured.count === undefined
      ? fixedLoop(codec, plan, gather, measured)
      : framedLoop(codec, plan, gather, measured);
  const functions = [...gather.functions, ...body.functions];
  const check = body.needsCheck ? checkAssembly(codec) : undefined;
  if (check !== undefined) functions.unshift(check.functions);
  functions.push(`/**
 * Records of ${commentText(codec.program.layout.name)}: \`bytes\` bytes at \`from\`, which begin \`base\` bytes into the stream, from \`start\` on, to rows [first, most) of the columns,
 * which have room for \`room\` rows each. Up to three rows more are written, and mean nothing. Answers the row after the last one.
 */
export function ${name}(from: usize, bytes: u32, start: u32, base: u32, first: u32, most: u32, columns: usize, room: usize): u32 {
${indented([...pointers(gather.slots), ...body.lines].join('\n'))}
}`);
  return {
    functions,
    name,
    plan,
    slack: gather.slack,
    helpers: [...gather.helpers, ...body.helpers, ...(check?.helpers ?? [])],
  };
}
