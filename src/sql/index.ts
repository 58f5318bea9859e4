export { registerCastbuf, type RegisteredTables, type SqlConnection, type SqlOptions } from './register.js';
