export { assertWorker, type MessagePortLike, onFailure, onMessage, type WorkerLike } from './worker-port.js';
