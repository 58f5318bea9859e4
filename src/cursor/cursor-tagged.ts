import * as K from '../../assembly/core/layout.js';
import { CastbufError } from '../errors/index.js';
import { pathOfShape, type MemberShape, type Program, type TaggedShape } from '../program/index.js';
import { fixedExtent } from './cursor-extent.js';
import { opOf } from './code.js';
import { givenBytes, wrongLength } from './cursor-range.js';
import { leafProperty } from './cursor-leaf.js';
import type { Cursor, CursorDraft, Property } from './cursor-property.js';

type Tag = number | bigint | boolean;
export type NamedProperty = [name: string, property: Property];

/** The arms of a union, of which the tag selects one: the others are undefined and cannot be set. */
export function taggedProperties(
  draft: CursorDraft,
  shape: TaggedShape,
  propertiesOf: (member: MemberShape) => NamedProperty[],
): NamedProperty[] {
  const { program } = draft;
  const selected = armSelector(draft, shape);
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
function fittingProperty(program: Program, { get, set }: Property, { shape }: MemberShape, path: string): Property {
  const { end } = fixedExtent(program, shape);
  const assertFits = (cursor: Cursor): void => {
    const frame = cursor['~frame'];
    const have = frame.end - frame.at;
    if (end <= have) return;
    const hint = `the arm that the tag selects ends at byte ${end}, and there is room for ${have}`;
    throw new CastbufError('ERR_TARGET_TOO_SMALL', hint, { path, want: end, have });
  };
  return {
    get() {
      assertFits(this);
      return get.call(this);
    },
    set(value) {
      assertFits(this);
      set.call(this, value);
    },
  };
}

/** The bytes of a union whose tag selects no arm. */
function rawProperty({ program }: CursorDraft, shape: TaggedShape, selected: (cursor: Cursor) => number): Property {
  const { offset } = opOf(program, shape.op);
  const path = program.paths[shape.op] ?? '';
  return {
    get() {
      if (selected(this) >= 0) return undefined;
      const frame = this['~frame'];
      const from = frame.at + offset;
      return frame.bytes(from, shape.bytes ?? frame.openEnd - from);
    },
    set(value: unknown) {
      if (selected(this) >= 0) {
        throw new CastbufError('ERR_DISAGREE', 'the tag selects an arm, and raw is for one that selects none', {
          path,
        });
      }
      const bytes = givenBytes(value, path);
      const frame = this['~frame'];
      const from = frame.at + offset;
      const isGrowing = shape.bytes === undefined && frame.isGrowable;
      const have = isGrowing ? bytes.length : (shape.bytes ?? frame.openEnd - from);
      const room = frame.bytes(from, have);
      if (room.length !== bytes.length) throw wrongLength(room.length, bytes.length, path);
      room.set(bytes);
      if (isGrowing) frame.written = from + bytes.length - frame.record;
    },
  };
}

/** The arm that a cursor's tag selects: its number, or that of the arm for the rest, -1 where there is none. */
function armSelector({ program }: CursorDraft, { tagOp, arms, otherwise }: TaggedShape): (cursor: Cursor) => number {
  const readTag = leafProperty(program, tagOp).get as (this: Cursor) => Tag;
  const isWide = opOf(program, tagOp).kind === K.OP_WIDE;
  const armOf = new Map<number | bigint, number>();
  arms.forEach(({ tags }, arm) => {
    for (const tag of tags) armOf.set(isWide ? BigInt(tag) : Number(tag), arm);
  });
  return (cursor) => {
    const tag = readTag.call(cursor);
    return armOf.get(typeof tag === 'boolean' ? Number(tag) : tag) ?? otherwise;
  };
}

function armProperty(
  { get, set }: Property,
  arm: number,
  selected: (cursor: Cursor) => number,
  path: string,
): Property {
  return {
    get() {
      return selected(this) === arm ? get.call(this) : undefined;
    },
    set(value) {
      if (selected(this) !== arm) {
        throw new CastbufError('ERR_DISAGREE', 'the tag selects another arm; set the tag first', { path });
      }
      set.call(this, value);
    },
  };
}
