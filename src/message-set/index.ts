export {
  type MessageEngine,
  type MessageMachine,
  type MessageSetProgram,
  compileMessageSet,
  messageFailureOf,
} from './message-set.js';
