import { messageSet } from '../../src/miracast/index.js';
import {
  anonymous,
  array,
  bytes,
  enumeration,
  packedAbi,
  range,
  struct,
  tagged,
  text,
  u16,
  u32,
  u64,
  u8,
} from '../../src/surface.js';

/*
 * Message sets whose types are compared. The text of this file stands in a program for the type checker, too: every import is of an entry.
 */

const Power = enumeration('POWER', u8, { OFF: 0, ON: 1 }, { strict: true });
const Level = enumeration('LEVEL', u8, { LOW: 1, HIGH: 2 });
const Log = struct('LOG', { Kind: u8, Length: u16, Text: text('utf-8', 'Length') });
const Mode = struct('MODE', { Width: u16, Height: u16 });
const Modes = struct('MODES', { Kind: u8, Count: u8, Modes: array(Mode, 'Count') });
const Accepted = struct('ACCEPTED', { Count: u8, At: array(Mode, 2), Indices: array(u8, 'Count') });
const Echo = struct('ECHO', { Kind: u8, Power, Level, Wide: u64, Data: bytes() });
const Shape = struct('SHAPE', {
  Kind: u8,
  Which: u8,
  Part: anonymous(tagged('Which', { Round: [1, range(u32, 1, 9)], Square: [2, Mode] })),
});
const Shapes = struct('SHAPES', { Kind: u8, Count: u8, Shapes: array(Shape, 'Count') });

export const byKind = messageSet(
  'Kind',
  {
    Log: { value: 1, input: Log },
    Modes: { value: 2, input: Modes, output: Accepted, optionalOutput: true },
    Echo: { value: 3, input: Echo, output: Echo },
    Shape: { value: 4, input: Shape, output: Shapes },
    'Shape-Reply': { value: 5, input: Shapes },
    ShapeReply: { value: 6, input: Shape },
  },
  { abi: packedAbi(1) },
);

export const byTwo = messageSet(['Kind', 'Which'], {
  First: { value: [1, 1n], input: Shape },
  Second: { value: [1, 2], input: Shape, output: Shape },
});

export const only = messageSet(Log);
export const onlyAnswered = messageSet(Modes, { output: Accepted, optionalOutput: true });
