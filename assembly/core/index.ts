import { checksum } from './checksum';
import { badCall, isInput, isProgram, isRegion } from './door';
import * as K from './layout';
import { begin } from './memory';
import { readRecord, recordLength } from './message-read';

/*
 * The core: single messages. All exports of the kernel take numbers and answer a status; everything else is in the control block. Each checks every
 * pointer and size once, here at the door; after it nothing checks them again.
 */

export function abiVersion(): i32 {
  return K.ABI_VERSION;
}

export * from './calls';

/**
 * Checks the message at `input`, of which `bytes` are in memory and `data` there: at least so much is in memory as a message may
 * have. Status and length are in the control block.
 */
export function readMessage(program: usize, input: usize, bytes: usize, data: usize): i32 {
  begin();
  if (!isProgram(program) || !isInput(input, bytes, data)) return badCall();
  const status = readRecord(program, input, input, input + bytes, input + data);
  store<i32>(K.CONTROL_LENGTH, <i32>recordLength());
  return status;
}

/** The checksum of [at, at + bytes) in which the `ownBytes` bytes at `own` count as 0, to CONTROL_HAVE. */
export function sumBytes(algorithm: i32, at: usize, bytes: usize, own: usize, ownBytes: usize): i32 {
  begin();
  if (!isRegion(at, bytes)) return badCall();
  store<f64>(K.CONTROL_HAVE, <f64>checksum(algorithm, at, at + bytes, own, ownBytes));
  return K.OK;
}
