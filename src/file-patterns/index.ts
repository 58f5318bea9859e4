export { filesMatching, isPattern } from './file-patterns.js';
