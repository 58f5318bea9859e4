import { toSigned } from './bits.js';

/** An error that stands for an NTSTATUS: thrown by a driver's function, it becomes that function's outcome. */
export class NtStatusError extends Error {
  override readonly name: string = 'NtStatusError';
  /** The value, signed. */
  readonly status: number;

  /** @throws TypeError, RangeError where `status` is no 32-bit integer */
  constructor(status: number, message = `NTSTATUS 0x${(toSigned(status) >>> 0).toString(16)}`, options?: ErrorOptions) {
    super(message, options);
    this.status = toSigned(status);
  }
}
