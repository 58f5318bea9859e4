import { checksum } from './checksum';
import { badCall, isInput, isProgram, isRegion } from './door';
import * as K from './layout';
import { begin, opAt, word } from './memory';
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

/** What the checksum `op` of the program has for [at, at + bytes), in which its own bytes, at `own`, count as 0, to CONTROL_HAVE: a u64. */
export function sumBytes(program: usize, op: i32, at: usize, bytes: usize, own: usize): i32 {
  begin();
  if (!isProgram(program) || !isRegion(at, bytes)) return badCall();
  if (<u32>op >= <u32>word(program, K.P_OP_COUNT)) return badCall();
  const entry = opAt(program, op);
  if (word(entry, K.W_KIND) != K.OP_CHECKSUM) return badCall();
  const ownBytes = <usize>word(opAt(program, word(entry, K.W_REF)), K.W_BYTES);
  store<u64>(K.CONTROL_HAVE, checksum(program, entry, at, at + bytes, own, ownBytes));
  return K.OK;
}
