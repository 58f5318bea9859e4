export { fromJson, toJson } from './json.js';
