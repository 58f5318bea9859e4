export {
  type MessageEngine,
  type MessageMachine,
  type MessageProgram,
  type MessageSetProgram,
  compileMessageSet,
  messageFailureOf,
} from './message-set.js';
export { type WordField, type WordGuard, type WordMessage, wordMessage, wordTag } from './word-checks.js';
