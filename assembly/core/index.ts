import { badCall, isInput, isProgram, isRegion } from './door';
import * as K from './layout';
import { begin, word } from './memory';
import { readRecord, recordLength } from './message-read';
import { writeRecord, writtenBytes } from './message-write';

/*
 * The core: single messages. All exports of the kernel take numbers and answer a status; everything else is in the control block. Each checks every
 * pointer and size once, here at the door; behind it nothing checks them again.
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

/** Writes the message whose slots are [tape, tape + tapeBytes) to [output, output + room). */
export function writeMessage(program: usize, tape: usize, tapeBytes: usize, output: usize, room: usize): i32 {
  begin();
  if (!isProgram(program) || (tape & 7) != 0 || !isRegion(tape, tapeBytes) || !isRegion(output, room)) return badCall();
  let status = writeRecord(program, tape, tape + tapeBytes, output, output + room);
  const length = writtenBytes();
  if (status == K.OK && word(program, K.P_HAS_CHECKS)) {
    status = readRecord(program, output, output, output + length, output + length);
  }
  store<i32>(K.CONTROL_LENGTH, <i32>length);
  return status;
}
