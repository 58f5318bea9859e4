import { CastbufError, shownValue } from '../errors/index.js';
import {
  isRecordShape,
  pathOfShape,
  type MemberShape,
  type Program,
  type RecordList,
  type RecordShape,
  type Shape,
  type SplitShape,
} from '../program/index.js';
import { arrayProperty } from './cursor-array.js';
import { wholeSetter } from './cursor-assign.js';
import { opOf, readSplit, type Op } from './code.js';
import type { RecordFrame } from './cursor-frame.js';
import type { NamedShape } from './cursor-given.js';
import { leafProperty } from './cursor-leaf.js';
import { addParts, makeWhole, partGetter, type PartMaker } from './cursor-part.js';
import { addPrinting } from './cursor-printing.js';
import {
  hide,
  pointedProperty,
  versionedProperty,
  type Cursor,
  type CursorClass,
  type CursorsOfList,
  type CursorDraft,
  type Property,
} from './cursor-property.js';
import { rangeProperty } from './cursor-range.js';
import { noMember, refuseStrangers } from './cursor-strangers.js';
import { taggedProperties, type NamedProperty } from './cursor-tagged.js';
import { unknownGapsProperty, unknownTailProperty, versionedTailProperty } from './cursor-unknown.js';
import { storeSplit } from './store.js';

/** The class of the cursors over one record, with a getter and, where that makes sense, a setter for each member. */
export function cursorClass(draft: CursorDraft, shape: Shape): CursorClass {
  const builder = new ClassBuilder(draft);
  const Cursor = builder.finish(builder.membersOf(shape), pathOfShape(draft.program, shape));
  addPrinting(Cursor, draft.program, shape);
  return Cursor;
}

/** Builds one class; the records inside get classes of their own. */
class ClassBuilder {
  private readonly parts: PartMaker[] = [];

  constructor(private readonly draft: CursorDraft) {}

  finish(properties: readonly NamedProperty[], path: string): CursorClass {
    const Cursor = class implements Cursor {
      declare readonly '~frame': RecordFrame;
      constructor(frame: RecordFrame) {
        hide(this, '~frame', frame);
      }
    };
    for (const [name, { get, set }] of properties) {
      Object.defineProperty(Cursor.prototype, name, { enumerable: true, get, set });
    }
    addParts(Cursor, this.parts);
    refuseStrangers(
      Cursor.prototype,
      noMember(
        properties.map(([name]) => name),
        path,
      ),
    );
    return Cursor;
  }

  /** The members that a record, a union or a promoted part of one shows. */
  membersOf(shape: Shape): NamedProperty[] {
    switch (shape.kind) {
      case 'record':
        if (shape.versioned !== undefined) return this.versionedMembers(shape.members, shape.versioned.bytes);
        return [...shape.members.flatMap((member) => this.memberOf(member)), ...this.unknownOf(shape)];
      case 'overlay':
        return shape.arms.flatMap((arm) => this.memberOf(arm));
      case 'tagged':
        return taggedProperties(this.draft, shape, (arm) => this.memberOf(arm));
      default:
        return [];
    }
  }

  private versionedMembers(members: readonly MemberShape[], bytes: number): NamedProperty[] {
    const known = members.flatMap((member) =>
      this.memberOf(member).map(([name, property]): NamedProperty => {
        const path = this.draft.program.paths[member.shape.op] ?? '';
        return [name, versionedProperty(property, member.end, path)];
      }),
    );
    return [...known, ['unknownTail', versionedTailProperty(members, bytes)]];
  }

  private unknownOf({ hasUnknownGaps, hasUnknownTail }: RecordShape): NamedProperty[] {
    const { program } = this.draft;
    return [
      ...(hasUnknownGaps ? [['unknownGaps', unknownGapsProperty(program)] as NamedProperty] : []),
      ...(hasUnknownTail ? [['unknownTail', unknownTailProperty(program)] as NamedProperty] : []),
    ];
  }

  private memberOf({ name, promoted, shape, pointer }: MemberShape): NamedProperty[] {
    if (promoted && isRecordShape(shape)) return this.membersOf(shape);
    const { program } = this.draft;
    const property = this.propertyOf(shape, pointer === undefined ? undefined : opOf(program, pointer));
    return [[name, property]];
  }

  private propertyOf(shape: Shape, pointer: Op | undefined): Property {
    const { draft } = this;
    switch (shape.kind) {
      case 'leaf': {
        const property = leafProperty(draft.program, shape.op);
        return pointer === undefined ? property : pointedProperty(property, pointer);
      }
      case 'split':
        return splitProperty(draft.program, shape);
      case 'array':
        return arrayProperty(draft, shape, pointer, elementClass(draft, shape.element), (make) => this.getterOf(make));
      case 'bytes':
      case 'text':
      case 'guid':
        return rangeProperty(draft, shape, pointer);
      case 'records':
        return (shape.list as RecordList & CursorsOfList).property(draft.program, shape.op, pointer, (program) =>
          cursorClass({ program, isGrowable: false, isLazy: true }, program.shape),
        );
      default:
        return pointer === undefined ? this.partOf(shape) : pointedRecord(draft, shape, pointer);
    }
  }

  /** The parts of a record share its frame, so one cursor serves for as long as the frame moves. */
  private partOf(shape: NamedShape): Property {
    const { program, isLazy } = this.draft;
    const Part = cursorClass(this.draft, shape);
    const get = this.getterOf((owner) => {
      const part = new Part(owner['~frame']);
      return isLazy ? part : makeWhole(part);
    });
    return { get, set: wholeSetter(program, shape, undefined, get) };
  }

  private getterOf(make: PartMaker): Property['get'] {
    return partGetter(this.parts.push(make) - 1, this.draft.isLazy);
  }

  /** The class of elements that are no records: one member. */
  valueClass(shape: Shape): CursorClass {
    return this.finish([['value', this.propertyOf(shape, undefined)]], pathOfShape(this.draft.program, shape));
  }
}

function elementClass(draft: CursorDraft, element: Shape): CursorClass {
  const lazy = { ...draft, isLazy: true };
  return isRecordShape(element) ? cursorClass(lazy, element) : new ClassBuilder(lazy).valueClass(element);
}

/** A struct that an offset points to is a frame of its own. What it counts is not moved when a reply grows. */
function pointedRecord({ program }: CursorDraft, shape: NamedShape, pointer: Op): Property {
  const Target = cursorClass({ program, isGrowable: false, isLazy: true }, shape);
  const get: Property['get'] = function () {
    return new Target(this['~frame'].pointedTo(pointer));
  };
  return { get, set: wholeSetter(program, shape, pointer, get) };
}

/** A number whose bits lie in several members, the most significant first. */
function splitProperty(program: Program, shape: SplitShape): Property {
  const op = opOf(program, shape.op);
  const path = program.paths[shape.op] ?? '';
  return {
    get() {
      const frame = this['~frame'];
      return readSplit(frame.memory.view, frame.at, op);
    },
    set(value: number) {
      const most = 2 ** shape.width - 1;
      if (typeof value !== 'number')
        throw new CastbufError('ERR_TYPE', `give a number, not ${shownValue(value)}`, { path });
      if (!Number.isInteger(value) || value < 0 || value > most) {
        throw new CastbufError('ERR_OUT_OF_RANGE', `${value} is no whole number from 0 to ${most}`, { path });
      }
      const frame = this['~frame'];
      storeSplit(frame.memory.view, frame.at, op, value);
    },
  };
}
