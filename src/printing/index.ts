export { INSPECT, printed, Printed, type Inspect } from './inspect.js';
export { floatNotation, wrongType } from './json-number.js';
export { jsonOf, noMember, type Json } from './to-json.js';
export { valueOf } from './from-json.js';
