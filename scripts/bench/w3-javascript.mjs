/**
 * W3 as it is written by hand for these two structs, without looking for the last nanosecond (w3-lean.mjs does that): no schema, no kernel; DataViews that are made once for each buffer, getters
 * and setters with constant offsets, the same checks in the same order, the same session gate.
 */
import { crc32c } from './crc32c.mjs';
import { CAPACITY, handlerFor, IN_BYTES, MOST_LEVEL, OUT_BYTES, SUM_OFFSET } from './w3-messages.mjs';
import {
  BUFFER_TOO_SMALL,
  CANCELLED,
  CRC_ERROR,
  INFO_LENGTH_MISMATCH,
  INVALID_PARAMETER,
  NOT_SUPPORTED,
  ONE_IN_FLIGHT,
  STARTED,
  STATE_MASK,
  SUCCESS,
  UNSUCCESSFUL,
} from './w3-status.mjs';

/** @type {DataView} */
const EMPTY = new DataView(new ArrayBuffer(0));

class SetLevel {
  view = EMPTY;
  get Level() {
    return this.view.getUint32(16, true);
  }
  get Flags() {
    return this.view.getUint32(20, true);
  }
  get Count() {
    return this.view.getUint32(40, true);
  }
}

class LevelSet {
  view = EMPTY;
  set Accepted(/** @type {number} */ value) {
    this.view.setUint32(4, value, true);
  }
  set Level(/** @type {number} */ value) {
    this.view.setUint32(16, value, true);
  }
  set Total(/** @type {number} */ value) {
    this.view.setUint32(20, value, true);
  }
}

const handle = handlerFor('javascript');
const HANDLERS = new Map(
  [1, 2, 3, 4].map((type) => [type, (/** @type {SetLevel} */ i, /** @type {LevelSet} */ o) => handle(i, o)]),
);

export class JavaScriptDriver {
  /** @param {boolean} hasSum */
  constructor(hasSum) {
    this.hasSum = hasSum;
  }

  gate = new Int32Array([STARTED]);
  message = new SetLevel();
  reply = new LevelSet();
  /** @type {Uint8Array | undefined} */
  lastInput;
  /** @type {Uint8Array | undefined} */
  lastOutput;
  inputView = EMPTY;
  outputView = EMPTY;

  HandleKernelModeMessage(
    /** @type {Uint8Array} */ input,
    /** @type {Uint8Array} */ output,
    /** @type {Uint32Array} */ bytesReturned,
  ) {
    const { gate } = this;
    const word = /** @type {number} */ (gate[0]);
    gate[0] = word + ONE_IN_FLIGHT;
    const status = (word & STATE_MASK) === STARTED ? this.run(input, output, bytesReturned) : CANCELLED;
    gate[0] = /** @type {number} */ (gate[0]) - ONE_IN_FLIGHT;
    return status;
  }

  run(/** @type {Uint8Array} */ input, /** @type {Uint8Array} */ output, /** @type {Uint32Array} */ bytesReturned) {
    bytesReturned[0] = 0;
    if (input !== this.lastInput) {
      this.lastInput = input;
      this.inputView = new DataView(input.buffer, input.byteOffset, input.byteLength);
    }
    if (output !== this.lastOutput) {
      this.lastOutput = output;
      this.outputView = new DataView(output.buffer, output.byteOffset, output.byteLength);
    }
    const { inputView, outputView, message, reply } = this;
    const bytes = inputView.byteLength;
    if (bytes < 8) return INFO_LENGTH_MISMATCH;
    const handler = HANDLERS.get(inputView.getUint32(4, true));
    if (handler === undefined) return NOT_SUPPORTED;
    const size = inputView.getUint32(0, true);
    if (bytes < IN_BYTES || size < IN_BYTES || size > bytes) return INFO_LENGTH_MISMATCH;
    if (inputView.getUint32(16, true) > MOST_LEVEL) return INVALID_PARAMETER;
    if (inputView.getUint32(40, true) > CAPACITY) return INFO_LENGTH_MISMATCH;
    if (this.hasSum && crc32c(inputView, IN_BYTES, SUM_OFFSET) !== inputView.getInt32(SUM_OFFSET, true))
      return CRC_ERROR;
    if (outputView.byteLength < OUT_BYTES) return BUFFER_TOO_SMALL;
    for (let at = 0; at < OUT_BYTES; at += 4) outputView.setInt32(at, 0, true);
    message.view = inputView;
    reply.view = outputView;
    let status;
    try {
      status = handler(message, reply);
    } catch {
      status = UNSUCCESSFUL;
    }
    if (status !== SUCCESS) return status;
    outputView.setUint32(0, OUT_BYTES, true);
    bytesReturned[0] = OUT_BYTES;
    return status;
  }
}
