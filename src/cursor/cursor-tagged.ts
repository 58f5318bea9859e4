import * as K from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import { pathOfShape, type MemberShape, type Program, type TaggedShape } from '../program/index.js';
import { fixedExtent } from './cursor-extent.js';
import { opOf } from './code.js';
import { givenBytes, wrongLength } from './cursor-range.js';
import type { RecordFrame } from './cursor-frame.js';
import type { CursorDraft, Property } from './cursor-property.js';
import { leafValue } from './leaf-value.js';

export type NamedProperty = [name: string, property: Property];

/** The arms of a union, of which the tag selects one: the others are undefined and cannot be set. */
export function taggedProperties(
  draft: CursorDraft,
  shape: TaggedShape,
  propertiesOf: (member: MemberShape) => NamedProperty[],
): NamedProperty[] {
  const { program } = draft;
  const select = armSelector(program, shape);
  const selected = ({ memory, at }: RecordFrame): number => select(memory.view, at);
  const arms = shape.arms.flatMap((arm, index) =>
    propertiesOf(arm).map(([name, property]): NamedProperty => {
      const path = pathOfShape(program, arm.shape);
      const fitting = shape.bytes === undefined ? fittingProperty(program, property, arm, path) : property;
      return [name, armProperty(fitting, index, selected, path)];
    }),
  );
  if (shape.otherwise >= 0) return arms;
  return [...arms, ['raw', rawProperty(draft, shape, selected)]];
}

/**
 * An arm of a union that is sized by its arm: a record that was checked, or the room of a reply, may end before it when the tag is set
 * afterwards. What lies there is somebody else's.
 */
function fittingProperty(program: Program, { get, set }: Property, arm: MemberShape, path: string): Property {
  const assertFits = fitOfArm(program, arm, path);
  return {
    get() {
      assertFits(this['~frame']);
      return get.call(this);
    },
    set(value) {
      assertFits(this['~frame']);
      set.call(this, value);
    },
  };
}

/** Throws CastbufError ERR_TARGET_TOO_SMALL where the record ends before an arm does. */
export function fitOfArm(program: Program, { shape }: MemberShape, path: string): (frame: RecordFrame) => void {
  const { end } = fixedExtent(program, shape);
  return (frame) => {
    const have = frame.end - frame.at;
    if (end <= have) return;
    const hint = `the arm that the tag selects ends at byte ${end}, and there is room for ${have}`;
    throw new CastbufError('ERR_TARGET_TOO_SMALL', hint, { path, want: end, have });
  };
}

/** The bytes of a union whose tag selects no arm. */
function rawProperty({ program }: CursorDraft, shape: TaggedShape, selected: (frame: RecordFrame) => number): Property {
  const { offset, count: trailing } = opOf(program, shape.op);
  const path = program.paths[shape.op] ?? '';
  return {
    get() {
      const frame = this['~frame'];
      if (selected(frame) >= 0) return undefined;
      const from = frame.at + offset;
      return frame.bytes(from, shape.bytes ?? frame.openEnd - trailing - from);
    },
    set(value: unknown) {
      const frame = this['~frame'];
      if (selected(frame) >= 0) {
        throw new CastbufError('ERR_DISAGREE', 'the tag selects an arm, and raw is for one that selects none', {
          path,
        });
      }
      const bytes = givenBytes(value, path);
      const from = frame.at + offset;
      const isGrowing = shape.bytes === undefined && frame.isGrowable;
      const have = isGrowing ? bytes.length : (shape.bytes ?? frame.openEnd - trailing - from);
      const room = frame.bytes(from, have);
      if (room.length !== bytes.length) throw wrongLength(room.length, bytes.length, path);
      room.set(bytes);
      if (isGrowing) frame.written = from + bytes.length - frame.record;
    },
  };
}

/** The arm that the tag of a record at `at` selects: its number, or that of the arm for the rest, -1 where there is none. */
export function armSelector(
  program: Program,
  { tagOp, arms, otherwise }: TaggedShape,
): (view: DataView, at: number) => number {
  const readTag = leafValue(program, tagOp);
  const isWide = opOf(program, tagOp).kind === K.OP_WIDE;
  const armOf = new Map<number | bigint, number>();
  arms.forEach(({ tags }, arm) => {
    for (const tag of tags) armOf.set(isWide ? BigInt(tag) : Number(tag), arm);
  });
  return (view, at) => {
    const tag = readTag(view, at);
    return armOf.get(typeof tag === 'boolean' ? Number(tag) : tag) ?? otherwise;
  };
}

function armProperty(
  { get, set }: Property,
  arm: number,
  selected: (frame: RecordFrame) => number,
  path: string,
): Property {
  return {
    get() {
      return selected(this['~frame']) === arm ? get.call(this) : undefined;
    },
    set(value) {
      if (selected(this['~frame']) !== arm) {
        throw new CastbufError('ERR_DISAGREE', 'the tag selects another arm; set the tag first', { path });
      }
      set.call(this, value);
    },
  };
}
