/**
 * The best JavaScript for W3 that we know: the state of one message in variables of modules, typed arrays that are kept, a `switch` instead of a Map, stores
 * without a loop that clear the reply. The checks and their order are those of w3-javascript.mjs. It is imported with the memory that it is for in its address,
 * `w3-lean.mjs?memory=aligned`: each has code of its own, in which everything is inlined; one driver for several kinds takes 1.5 times as long, accessors of
 * object literals 10 times.
 */
import { CAPACITY, handlerFor, IN_BYTES, MOST_LEVEL, OUT_BYTES } from './w3-messages.mjs';
import {
  BUFFER_TOO_SMALL,
  CANCELLED,
  INFO_LENGTH_MISMATCH,
  INVALID_PARAMETER,
  NOT_SUPPORTED,
  ONE_IN_FLIGHT,
  STARTED,
  STATE_MASK,
  SUCCESS,
  UNSUCCESSFUL,
} from './w3-status.mjs';

const memory = new URL(import.meta.url).searchParams.get('memory');
/** @type {typeof import('./w3-lean-aligned.mjs')} */
const { bind, load, clear, reply } = await import(`./w3-lean-${memory}.mjs`);

const TYPES = 4;
const handle = handlerFor(`lean ${memory}`);
const gate = new Int32Array([STARTED]);
/** @type {Uint8Array | undefined} */
let source;
/** @type {Uint8Array | undefined} */
let target;
let inputBytes = 0;
let outputBytes = 0;

class Message {
  get Level() {
    return load(4);
  }
  get Flags() {
    return load(5);
  }
  get Count() {
    return load(10);
  }
}

const message = new Message();

function bound(/** @type {Uint8Array} */ input, /** @type {Uint8Array} */ output) {
  source = input;
  target = output;
  inputBytes = input.length;
  outputBytes = output.length;
  bind(input, output);
}

function refusal() {
  const bytes = inputBytes;
  if (bytes < 8) return INFO_LENGTH_MISMATCH;
  if ((load(1) - 1) >>> 0 >= TYPES) return NOT_SUPPORTED;
  const size = load(0);
  if (bytes < IN_BYTES || size < IN_BYTES || size > bytes) return INFO_LENGTH_MISMATCH;
  if (load(4) > MOST_LEVEL) return INVALID_PARAMETER;
  if (load(10) > CAPACITY) return INFO_LENGTH_MISMATCH;
  return outputBytes < OUT_BYTES ? BUFFER_TOO_SMALL : SUCCESS;
}

/** Every message has a handler of its own; here all of them do the same. */
function handled() {
  switch (load(1)) {
    case 1:
      return handle(message, reply);
    case 2:
      return handle(message, reply);
    case 3:
      return handle(message, reply);
    default:
      return handle(message, reply);
  }
}

function run(/** @type {Uint8Array} */ input, /** @type {Uint8Array} */ output, /** @type {Uint32Array} */ returned) {
  returned[0] = 0;
  if (source !== input || target !== output) bound(input, output);
  const refused = refusal();
  if (refused !== SUCCESS) return refused;
  clear(OUT_BYTES);
  try {
    const status = handled();
    if (status === SUCCESS) returned[0] = OUT_BYTES;
    return status;
  } catch {
    return UNSUCCESSFUL;
  }
}

export const driver = {
  HandleKernelModeMessage(
    /** @type {Uint8Array} */ input,
    /** @type {Uint8Array} */ output,
    /** @type {Uint32Array} */ returned,
  ) {
    const word = /** @type {number} */ (gate[0]);
    gate[0] = word + ONE_IN_FLIGHT;
    const status = (word & STATE_MASK) === STARTED ? run(input, output, returned) : CANCELLED;
    gate[0] = /** @type {number} */ (gate[0]) - ONE_IN_FLIGHT;
    return status;
  },
};
