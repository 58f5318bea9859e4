/** The entry castbuf/ntstatus. */
export {
  code,
  facility,
  isCustomer,
  isError,
  isInformation,
  isSuccess,
  isWarning,
  NtStatus,
  NtStatusError,
  severity,
  type Severity,
} from './ntstatus/index.js';
export * from './ntstatus-names/index.js';
