import type {
  ArrayShape,
  MemberShape,
  OverlayShape,
  RecordShape,
  Shape,
  SlotReader,
  TaggedShape,
} from '../plan/index.js';
import { decodeGuid, decodeText } from '../reference/index.js';

/** Slots -> a JavaScript value. Built once per codec; value-writer.ts is its mirror. */
export type ValueReader = (slots: SlotReader) => unknown;
type Target = Record<string, unknown>;
/** Reads a member into the object around it. */
type MemberReader = (slots: SlotReader, target: Target) => void;

export function valueReader(shape: Shape): ValueReader {
  switch (shape.kind) {
    case 'leaf': {
      const { format } = shape.leaf.scalar;
      if (shape.wide) return format === 'signed' ? (slots) => slots.i64[slots.at++] : (slots) => slots.u64[slots.at++];
      return format === 'bool' ? (slots) => slots.f64[slots.at++] !== 0 : (slots) => slots.f64[slots.at++];
    }
    case 'split':
      return (slots) => slots.f64[slots.at++];
    case 'bytes':
      // Not slice(): that of a Buffer shows the same memory.
      return (slots) => new Uint8Array(rangeOf(slots));
    case 'text': {
      const encoding = shape.encoding ?? 'ascii';
      return (slots) => decodeText(rangeOf(slots), encoding);
    }
    case 'guid':
      return (slots) => decodeGuid(rangeOf(slots));
    case 'array':
      return arrayReader(shape);
    default:
      return objectReader(shape);
  }
}

/** The bytes that a range slot points to. */
function rangeOf(slots: SlotReader): Uint8Array {
  const slot = slots.at++;
  const offset = slots.i32[slot * 2] as number;
  return slots.message.subarray(offset, offset + (slots.i32[slot * 2 + 1] as number));
}

function arrayReader(shape: ArrayShape): ValueReader {
  const element = valueReader(shape.element);
  return (slots) => {
    const count = slots.f64[slots.at++] as number;
    const values: unknown[] = [];
    for (let i = 0; i < count; i++) values.push(element(slots));
    return values;
  };
}

function objectReader(shape: RecordShape | OverlayShape | TaggedShape): ValueReader {
  const read = membersReader(shape);
  return (slots) => {
    const target: Target = {};
    read(slots, target);
    return target;
  };
}

function membersReader(shape: RecordShape | OverlayShape | TaggedShape): MemberReader {
  switch (shape.kind) {
    case 'overlay':
      return overlayReader(shape);
    case 'tagged':
      return taggedReader(shape);
    default:
      return shape.versioned === undefined ? recordReader(shape) : versionedReader(shape, shape.versioned.bytes);
  }
}

function memberReader({ name, promoted, shape }: MemberShape): MemberReader {
  if (promoted && (shape.kind === 'record' || shape.kind === 'overlay' || shape.kind === 'tagged'))
    return membersReader(shape);
  const read = valueReader(shape);
  return (slots, target) => {
    target[name] = read(slots);
  };
}

function recordReader({ members }: RecordShape): MemberReader {
  const readers = members.map(memberReader);
  return (slots, target) => {
    for (const read of readers) read(slots, target);
  };
}

/** Members behind the record's length are left out; what follows the known members is `unknownTail`. */
function versionedReader({ members }: RecordShape, bytes: number): MemberReader {
  const readers = members.map((member) => ({
    read: memberReader(member),
    skip: slotSkipper(member.shape),
    end: member.end,
  }));
  return (slots, target) => {
    const present = slots.f64[slots.at++] as number;
    for (const { read, skip, end } of readers) {
      // A tag or count that is left out takes its part with it.
      if (end <= present && !slots.isAbsent(slots.at)) read(slots, target);
      else skip(slots);
    }
    const tail = rangeOf(slots);
    if (present > bytes) target['unknownTail'] = new Uint8Array(tail);
  };
}

/** Passes over a member that is partly or wholly absent: an absent part is one slot, whatever it is. */
function slotSkipper(shape: Shape): (slots: SlotReader) => void {
  const read = shape.kind === 'record' || shape.kind === 'overlay' ? undefined : valueReader(shape);
  if (read === undefined) {
    const parts = shape.kind === 'record' ? shape.members : shape.kind === 'overlay' ? shape.arms : [];
    const skippers = parts.map((part) => slotSkipper(part.shape));
    return (slots) => {
      for (const skip of skippers) {
        if (shape.kind === 'overlay') slots.at++;
        skip(slots);
      }
    };
  }
  return (slots) => {
    if (slots.isAbsent(slots.at)) slots.at++;
    else read(slots);
  };
}

function overlayReader({ arms }: OverlayShape): MemberReader {
  const readers = arms.map(memberReader);
  return (slots, target) => {
    for (const read of readers) {
      slots.at++;
      read(slots, target);
    }
  };
}

function taggedReader({ arms }: TaggedShape): MemberReader {
  const readers = arms.map(memberReader);
  return (slots, target) => {
    const read = readers[slots.f64[slots.at++] as number];
    if (read === undefined) target['raw'] = new Uint8Array(rangeOf(slots));
    else read(slots, target);
  };
}
