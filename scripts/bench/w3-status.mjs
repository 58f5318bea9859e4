/** The session gate's word, and what HandleKernelModeMessage answers, for drivers that are written by hand. */

export const STARTED = 2;
export const STATE_MASK = 3;
export const ONE_IN_FLIGHT = 64;

export const SUCCESS = 0;
export const CANCELLED = 0xc0000120 | 0;
export const NOT_SUPPORTED = 0xc00000bb | 0;
export const INFO_LENGTH_MISMATCH = 0xc0000004 | 0;
export const CRC_ERROR = 0xc000003f | 0;
export const INVALID_PARAMETER = 0xc000000d | 0;
export const BUFFER_TOO_SMALL = 0xc0000023 | 0;
export const UNSUCCESSFUL = 0xc0000001 | 0;
