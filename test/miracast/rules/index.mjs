import { batchRules } from './batches.mjs';
import { callbackRules } from './callbacks.mjs';
import { compilerRules } from './compiler.mjs';
import { chunkRules } from './chunks.mjs';
import { debugRules } from './debug.mjs';
import { driverRules } from './driver.mjs';
import { encoderRules } from './encoder.mjs';
import { gateRules } from './gate.mjs';
import { handlerRules } from './handlers.mjs';
import { hostRules } from './host.mjs';
import { listRules } from './lists.mjs';
import { replyRules } from './replies.mjs';
import { senderRules } from './sender.mjs';
import { structureRules } from './structures.mjs';

/** Every rule of the Miracast interface, by whom it binds, those of batches' memory, those of lists with holes, and what the compiler emits. */
export const rulesByParty = {
  driver: driverRules,
  gate: gateRules,
  handlers: handlerRules,
  debug: debugRules,
  replies: replyRules,
  host: hostRules,
  sender: senderRules,
  callbacks: callbackRules,
  chunks: chunkRules,
  encoder: encoderRules,
  structures: structureRules,
  batches: batchRules,
  lists: listRules,
  compiler: compilerRules,
};
