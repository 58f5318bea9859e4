export { createMessageEngine } from './message-engine.js';
export {
  type MessageEngine,
  type MessageMachine,
  type MessageSetProgram,
  compileMessageSet,
  messageFailureOf,
} from './message-set.js';
