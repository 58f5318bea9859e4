export { INSPECT, Printed, type Inspect, type InspectCall } from './inspect.js';
export { printedCursor } from './printed-cursor.js';
export { floatNotation, wrongType } from './json-number.js';
export { jsonOf, noMember, type Json } from './to-json.js';
export { valueOf } from './from-json.js';
