/**
 * NTSTATUS: values, severity and facility. Every function takes the signed reading (-1073741820) and the unsigned one
 * (0xC0000004); every value that is given back is signed, as C declares it.
 *
 * @module
 */
export {
  code,
  facility,
  isCustomer,
  isError,
  isInformation,
  isSuccess,
  isWarning,
  severity,
  toSigned,
} from './bits.js';
export type { Severity } from './bits.js';
export { NtStatusError } from './error.js';
export { NtStatus } from './status.js';
