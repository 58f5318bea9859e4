import { badCall, isProgram, isRegion, MAX_INPUT, MAX_ROWS } from '../core/door';
import { begin, word } from '../core/memory';
import * as K from './layout';
import * as Messages from './message-set';

/* Message sets: what identifies, checks and completes the messages of a driver. */

export function messagesAbiVersion(): i32 {
  return K.MESSAGES_ABI_VERSION;
}

/** Opens the message set at `set` for beginMessage and finishMessage, and checks every address in it. */
export function openMessages(set: usize): i32 {
  begin();
  if (!isMessageSet(set)) return badCall();
  Messages.open(set);
  return K.OK;
}

function isMessageSet(set: usize): bool {
  if ((set & 7) != 0 || !isRegion(set, (<usize>K.MESSAGE_SET_WORDS) << 2)) return false;
  const count = word(set, K.M_COUNT);
  const more = word(set, K.M_MORE_COUNT);
  if (count < 1 || count > MAX_ROWS || !isRegion(set, Messages.messageAt(0, count))) return false;
  if (more < 0 || more > MAX_ROWS || !areTagWindows(set, more)) return false;
  for (let i = 0; i < count; i++) {
    const message = Messages.messageAt(set, i);
    const reply = <usize>word(message, K.MESSAGE_OUTPUT);
    if (!isProgram(<usize>word(message, K.MESSAGE_INPUT)) || (reply != 0 && !isProgram(reply))) return false;
    if (more != 0 && !isRegion(<usize>word(message, K.MESSAGE_MORE_TAGS), (<usize>more) << 3)) return false;
    if (i > 0 && !Messages.isAscending(Messages.messageAt(set, i - 1), message, more)) return false;
  }
  return true;
}

/** Each begins in the bytes that every message has; where those are none, the only one takes nothing. */
function areTagWindows(set: usize, more: i32): bool {
  const least = <u32>word(set, K.M_LEAST_BYTES);
  const offset = <u32>word(set, K.M_WINDOW_OFFSET);
  if (least > <u32>MAX_INPUT || (offset >= least && offset + least != 0)) return false;
  const windows = <usize>word(set, K.M_MORE);
  if (more != 0 && !isRegion(windows, (<usize>(more * K.MORE_WORDS)) << 2)) return false;
  for (let i = 0; i < more; i++) {
    if (<u32>word(windows, i * K.MORE_WORDS + K.MORE_OFFSET) >= least) return false;
  }
  return true;
}

/** Before a handler: identifies and checks [input, input + bytes), blanks the reply. The number of the message, or -1. */
export function beginMessage(input: usize, bytes: usize, output: usize, room: usize): i32 {
  if (!Messages.isOpen() || bytes > MAX_INPUT || !isRegion(input, bytes + K.MESSAGE_SLACK) || !isRegion(output, room)) {
    begin();
    badCall();
    return -1;
  }
  return Messages.begin(input, bytes, output, room);
}

/** Behind a handler: completes the reply in [output, output + reach). Its bytes, or -1. */
export function finishMessage(message: i32, output: usize, reach: usize): i32 {
  if (!Messages.isOpen() || <u32>message >= <u32>Messages.messageCount() || !isRegion(output, reach)) {
    begin();
    badCall();
    return -1;
  }
  return Messages.finish(message, output, reach);
}
