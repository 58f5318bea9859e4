/**
 * W3's message and reply: 64 bytes in, 32 bytes out. The checks: the discriminator is known, the buffer holds the fixed part, Size lies
 * between it and the buffer's end, Level is in its range, Count is not above its capacity, the reply fits. The reply's Size is derived.
 * With sums: the last member is a CRC-32C over the message, in which it counts as 0.
 */
import { built } from './built.mjs';

const { array, checksum, range, struct, u32, u64 } = await built('index.js');
/** Without WebAssembly: a row by hand must not run beside linear memory that has grown. */
const { createCodec } = await built('js.js');
const { messageSet } = await built('miracast.js');

export const IN_BYTES = 64;
export const OUT_BYTES = 32;
export const MOST_LEVEL = 100;
export const CAPACITY = 3;
export const SUM_OFFSET = 56;

/** The message of the set that is sent. */
const SENT = 3;

const Header = struct('HEADER', { Size: u32, Type: u32, Id: u64 });
const BODY = {
  Header,
  Level: range(u32, 0, MOST_LEVEL),
  Flags: u32,
  From: u64,
  To: u64,
  Count: u32,
  Steps: array(u32, 'Count', { capacity: CAPACITY }),
  Reserved: u32,
};
const LEVEL_SET = { Size: u32, Accepted: u32, Id: u64, Level: u32, Total: u32, Reserved: u64 };
const LevelSet = struct('LEVEL_SET', LEVEL_SET, { length: 'Size' });

/** A set of four messages of one kind, and the bytes of one that is good. */
function workload(/** @type {object} */ body) {
  const SetLevel = struct('SET_LEVEL', body, { length: 'Header.Size' });
  const message = (/** @type {number} */ value) => ({ value, input: SetLevel, output: LevelSet });
  const value = { Header: { Type: SENT, Id: 5n }, Level: 50, Flags: 7, From: 1n, To: 2n, Steps: [1, 2] };
  const bytes = createCodec(SetLevel).encode(body === BODY ? { ...value, Reserved: 0 } : value);
  if (bytes.length !== IN_BYTES) throw new Error(`the message has ${bytes.length} bytes`);
  return {
    messages: messageSet('Header.Type', {
      Open: message(1),
      Close: message(2),
      SetLevel: message(SENT),
      Reset: message(4),
    }),
    bytes,
  };
}

export const plainMessages = workload(BODY);
export const summedMessages = workload({ ...BODY, Reserved: checksum(u32, 'crc-32c') });

/**
 * What every handler does, as a function with code of its own for each row: one that several rows share is compiled for the messages and replies of all of them.
 * @returns {(input: any, reply: any) => number}
 */
export function handlerFor(/** @type {string} */ row) {
  return /** @type {any} */ (
    new Function(
      'input',
      'reply',
      `// ${row}: V8 gives functions of the same text the same code
      reply.Accepted = 1;
      reply.Level = input.Level;
      reply.Total = input.Flags + input.Count;
      return 0;`,
    )
  );
}
