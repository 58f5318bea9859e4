export { sumBy } from './sum-by.js';
