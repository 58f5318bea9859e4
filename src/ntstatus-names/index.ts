/**
 * The names of the NTSTATUS values. A room of their own: those who need only the values must not load 2,981 names.
 *
 * @module
 */
export { formatNtStatus, ntStatusEntries, ntStatusName, ntStatusNames, ntStatusValue } from './table.js';
export type { NtStatusEntry } from './table.js';
