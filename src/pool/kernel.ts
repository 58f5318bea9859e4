// The door to what workers run. It is one of its own, so that declarations of castbuf/worker know nothing of WebAssembly.
export { servePartsWith, type WorkerEngine } from './serve-parts.js';
