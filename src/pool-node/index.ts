export { fileInputOf, readFile } from './file-input.js';
