import * as K from '../../assembly/layout.js';
import { CastbufError } from '../errors/index.js';
import type { MemberShape, TaggedShape } from '../plan/index.js';
import { opOf } from './cursor-frame.js';
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
      const path = program.paths[arm.shape.op] ?? '';
      return [name, armProperty(property, index, selected, path)];
    }),
  );
  if (shape.otherwise >= 0) return arms;
  const { offset } = opOf(program, shape.op);
  const raw: Property = {
    get() {
      if (selected(this) >= 0) return undefined;
      const frame = this['~frame'];
      const from = frame.at + offset;
      return frame.bytes(from, shape.bytes ?? frame.openEnd - from);
    },
  };
  return [...arms, ['raw', raw]];
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
    set:
      set &&
      function (value) {
        if (selected(this) !== arm) {
          throw new CastbufError('ERR_DISAGREE', 'the tag selects another arm; set the tag first', { path });
        }
        set.call(this, value);
      },
  };
}
