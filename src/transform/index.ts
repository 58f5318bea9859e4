export { passThrough, type PassThrough } from './pass-through.js';
export { type Transform, transformWith } from './transform.js';
