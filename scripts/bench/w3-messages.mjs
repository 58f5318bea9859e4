/**
 * W3's message and reply: 64 bytes in, 32 bytes out. The checks: the discriminator is known, the buffer holds the fixed part, Size lies
 * between it and the buffer's end, Level is in its range, Count is not above its capacity, the reply fits; the reply's Size is derived.
 */
import { built } from './built.mjs';

const { array, range, struct, u32, u64 } = await built('index.js');
const { messageSet } = await built('miracast.js');

export const IN_BYTES = 64;
export const OUT_BYTES = 32;
export const MOST_LEVEL = 100;
export const CAPACITY = 3;
/** The message of the set that is sent. */
export const SET_LEVEL = 3;

const Header = struct('HEADER', { Size: u32, Type: u32, Id: u64 });
export const SetLevel = struct(
  'SET_LEVEL',
  {
    Header,
    Level: range(u32, 0, MOST_LEVEL),
    Flags: u32,
    From: u64,
    To: u64,
    Count: u32,
    Steps: array(u32, 'Count', { capacity: CAPACITY }),
    Reserved: u32,
  },
  { length: 'Header.Size' },
);
export const LevelSet = struct(
  'LEVEL_SET',
  { Size: u32, Accepted: u32, Id: u64, Level: u32, Total: u32, Reserved: u64 },
  { length: 'Size' },
);

const message = (/** @type {number} */ value) => ({ value, input: SetLevel, output: LevelSet });
export const messages = messageSet('Header.Type', {
  Open: message(1),
  Close: message(2),
  SetLevel: message(SET_LEVEL),
  Reset: message(4),
});

/** What every handler does, in both implementations. */
export function handle(/** @type {any} */ input, /** @type {any} */ reply) {
  reply.Accepted = 1;
  reply.Level = input.Level;
  reply.Total = input.Flags + input.Count;
  return 0;
}
