/*
 * The 32 bits of an NTSTATUS ([MS-ERREF] 2.3):
 *
 *    31 30   29   28   27          16 15           0
 *   +-----+-----+-----+--------------+--------------+
 *   |  S  |  C  |  N  |   facility   |     code     |
 *   +-----+-----+-----+--------------+--------------+
 *
 *   S  severity: 0 success, 1 informational, 2 warning, 3 error
 *   C  customer: 1 when somebody other than Microsoft defined the status
 *   N  reserved, 0 in every NTSTATUS; an NTSTATUS that was mapped to an HRESULT has it set. Nothing here reads or clears it.
 *
 * C declares NTSTATUS as a signed integer, so every warning and error is negative; traces and headers print it unsigned.
 */

/** What the two top bits of an NTSTATUS say. */
export type Severity = 'success' | 'informational' | 'warning' | 'error';

const SEVERITIES = ['success', 'informational', 'warning', 'error'] as const;
const SEVERITY_SHIFT = 30;
const CUSTOMER_SHIFT = 29;
const FACILITY_SHIFT = 16;
const FACILITY_MASK = 0xfff;
const CODE_MASK = 0xffff;

/**
 * The signed reading of an NTSTATUS that was given in either reading: 0xC0000004 and -1073741820 both give -1073741820.
 *
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer.
 */
export function toSigned(value: number): number {
  if (typeof value === 'number') {
    const signed = value | 0;
    if (signed === value || signed >>> 0 === value) return signed;
  }
  return refuse(value);
}

function refuse(value: unknown): never {
  if (typeof value === 'number') {
    throw new RangeError(
      `NTSTATUS ${value} is not a 32-bit integer: pass one from -0x80000000 to 0xFFFFFFFF (signed or unsigned reading)`,
    );
  }
  const hint = typeof value === 'bigint' ? ': convert it with Number(value)' : '';
  throw new TypeError(
    `NTSTATUS must be a number, not ${value === null ? 'null' : `a value of type ${typeof value}`}${hint}`,
  );
}

/**
 * The severity of an NTSTATUS, bits 31 and 30.
 *
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function severity(value: number): Severity {
  return SEVERITIES[(toSigned(value) >>> SEVERITY_SHIFT) as 0 | 1 | 2 | 3];
}

/**
 * Did the call succeed? NT_SUCCESS of the C headers: true for the severities success *and* informational, so it is true
 * for STATUS_PENDING and STATUS_TIMEOUT.
 *
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function isSuccess(value: number): boolean {
  return toSigned(value) >= 0;
}

/**
 * NT_INFORMATION of the C headers: the severity is informational. `isSuccess` is true for these too.
 *
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function isInformation(value: number): boolean {
  return severity(value) === 'informational';
}

/**
 * NT_WARNING of the C headers: the severity is warning, neither success nor error.
 *
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function isWarning(value: number): boolean {
  return severity(value) === 'warning';
}

/**
 * NT_ERROR of the C headers: the severity is error. It is not the opposite of `isSuccess`: a warning is neither.
 *
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function isError(value: number): boolean {
  return severity(value) === 'error';
}

/**
 * Was the status defined by somebody other than Microsoft? Bit 29. Such a status has no name here.
 *
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function isCustomer(value: number): boolean {
  return ((toSigned(value) >>> CUSTOMER_SHIFT) & 1) === 1;
}

/**
 * The number of the component that defined the status, 0 to 4095: bits 27 to 16. 0x01E is graphics.
 *
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function facility(value: number): number {
  return (toSigned(value) >>> FACILITY_SHIFT) & FACILITY_MASK;
}

/**
 * The number of the status within its facility and severity, 0 to 65535: bits 15 to 0.
 *
 * @throws TypeError when `value` is not a number; RangeError when it is not a 32-bit integer, signed or unsigned.
 */
export function code(value: number): number {
  return toSigned(value) & CODE_MASK;
}
