import * as assert from 'uvu/assert';
import {
  NtStatus,
  code,
  facility,
  formatNtStatus,
  isCustomer,
  isError,
  isInformation,
  isSuccess,
  isWarning,
  ntStatusEntries,
  ntStatusName,
  ntStatusNames,
  ntStatusValue,
  severity,
} from '../../src/ntstatus.js';
import { suite } from '../harness/index.js';

/** The functions that take a value, for the rules that hold for all of them. */
const TAKE_A_VALUE: Record<string, (value: number) => unknown> = {
  severity,
  isSuccess,
  isInformation,
  isWarning,
  isError,
  isCustomer,
  facility,
  code,
  ntStatusName,
  ntStatusNames,
  formatNtStatus,
};

function errorOf(run: () => unknown): Error | undefined {
  try {
    run();
  } catch (error) {
    return error as Error;
  }
  return undefined;
}

suite('ntstatus', (test) => {
  test('values are signed and literal', () => {
    const mismatch: -1073741820 = NtStatus.INFO_LENGTH_MISMATCH;
    assert.is(mismatch, 0xc0000004 | 0);
    const pending: 259 = NtStatus.PENDING;
    assert.is(pending, 0x103);
    const any: NtStatus = -1;
    assert.type(any, 'number');
  });

  test('NtStatus cannot be changed', () => {
    assert.ok(Object.isFrozen(NtStatus));
  });

  test('NtStatus has the statuses that the Miracast interface speaks of', () => {
    const expected = {
      SUCCESS: 0x00000000,
      WAIT_0: 0x00000000,
      WAIT_1: 0x00000001,
      WAIT_2: 0x00000002,
      WAIT_3: 0x00000003,
      TIMEOUT: 0x00000102,
      PENDING: 0x00000103,
      UNSUCCESSFUL: 0xc0000001,
      INFO_LENGTH_MISMATCH: 0xc0000004,
      INVALID_PARAMETER: 0xc000000d,
      NO_MEMORY: 0xc0000017,
      BUFFER_TOO_SMALL: 0xc0000023,
      REVISION_MISMATCH: 0xc0000059,
      INSUFFICIENT_RESOURCES: 0xc000009a,
      INSTANCE_NOT_AVAILABLE: 0xc00000ab,
      NOT_SUPPORTED: 0xc00000bb,
      CANCELLED: 0xc0000120,
      INVALID_DEVICE_STATE: 0xc0000184,
      CONNECTION_RESET: 0xc000020d,
      DEVICE_INSUFFICIENT_RESOURCES: 0xc0000468,
    };
    for (const [key, value] of Object.entries(expected)) {
      assert.is(NtStatus[key as keyof typeof NtStatus], value | 0, key);
    }
  });

  test('every key of NtStatus has the value of its name in the table', () => {
    for (const [key, value] of Object.entries(NtStatus)) {
      assert.is(ntStatusValue(`STATUS_${key}`), value, key);
      assert.ok(ntStatusNames(value).includes(`STATUS_${key}`), key);
    }
  });

  test('ntStatusName takes both readings', () => {
    assert.is(ntStatusName(0xc0000004), 'STATUS_INFO_LENGTH_MISMATCH');
    assert.is(ntStatusName(-1073741820), 'STATUS_INFO_LENGTH_MISMATCH');
    assert.is(ntStatusName(0x80000002), 'STATUS_DATATYPE_MISALIGNMENT');
    assert.is(ntStatusName(-0x7ffffffe), 'STATUS_DATATYPE_MISALIGNMENT');
    assert.is(ntStatusName(-0), 'STATUS_SUCCESS');
    assert.is(ntStatusName(0xc0020001), 'RPC_NT_INVALID_STRING_BINDING');
  });

  test('a value without a name has none', () => {
    for (const value of [0xe0000001, 0x7fffffff, -1, 0xd0000005, 0x00000004]) {
      assert.is(ntStatusName(value), undefined);
      assert.equal(ntStatusNames(value), []);
    }
  });

  test('the six values with two names give the primary one first', () => {
    const shared: [number, string, string][] = [
      [0x00000000, 'STATUS_SUCCESS', 'STATUS_WAIT_0'],
      [0x00000080, 'STATUS_ABANDONED', 'STATUS_ABANDONED_WAIT_0'],
      [0xc0210005, 'STATUS_FVE_BAD_PARTITION_SIZE', 'STATUS_FVE_FAILED_BAD_FS'],
      [0xc0220018, 'STATUS_FWP_TOO_MANY_CALLOUTS', 'STATUS_FWP_TOO_MANY_BOOTTIME_FILTERS'],
      [0xc0220038, 'STATUS_FWP_INVALID_AUTH_TRANSFORM', 'STATUS_FWP_INCOMPATIBLE_AUTH_CONFIG'],
      [0xc0220039, 'STATUS_FWP_INVALID_CIPHER_TRANSFORM', 'STATUS_FWP_INCOMPATIBLE_CIPHER_CONFIG'],
    ];
    for (const [value, primary, second] of shared) {
      assert.is(ntStatusName(value), primary);
      assert.equal(ntStatusNames(value), [primary, second]);
      assert.equal(ntStatusNames(value | 0), [primary, second]);
      assert.is(ntStatusValue(primary), value | 0);
      assert.is(ntStatusValue(second), value | 0);
    }

    const timesOf = new Map<number, number>();
    for (const { value } of ntStatusEntries()) timesOf.set(value, (timesOf.get(value) ?? 0) + 1);
    const several = [...timesOf].filter(([, times]) => times > 1);
    assert.equal(
      several,
      shared.map(([value]) => [value | 0, 2]),
    );
  });

  test('the names that are given out belong to the caller', () => {
    ntStatusNames(0).length = 0;
    assert.equal(ntStatusNames(0), ['STATUS_SUCCESS', 'STATUS_WAIT_0']);
  });

  test('ntStatusValue takes full names and names without STATUS_, and gives signed values', () => {
    assert.is(ntStatusValue('STATUS_INFO_LENGTH_MISMATCH'), -1073741820);
    assert.is(ntStatusValue('INFO_LENGTH_MISMATCH'), -1073741820);
    assert.is(ntStatusValue('DBG_CONTINUE'), 0x00010002);
    assert.is(ntStatusValue('RPC_NT_INVALID_STRING_BINDING'), 0xc0020001 | 0);
    for (const unknown of [
      '',
      'STATUS_',
      'STATUS_NO_SUCH_STATUS',
      'status_pending',
      'STATUS_DBG_CONTINUE',
      'toString',
    ]) {
      assert.is(ntStatusValue(unknown), undefined, unknown);
    }
    const refusal = errorOf(() => ntStatusValue(259 as unknown as string));
    assert.instance(refusal, TypeError);
    assert.match(refusal?.message ?? '', 'must be a string');
  });

  test('ntStatusEntries gives every name once, ascending by unsigned value, and agrees with both look-ups', () => {
    const names = new Set<string>();
    let previous = 0;
    for (const { name, value } of ntStatusEntries()) {
      assert.ok(value >>> 0 >= previous, name);
      previous = value >>> 0;
      assert.is(value, value | 0, name);
      assert.is(ntStatusValue(name), value, name);
      assert.ok(ntStatusNames(value).includes(name), name);
      names.add(name);
    }
    assert.is(names.size, 2981);
    assert.is([...ntStatusEntries()].length, 2981);
  });

  test('severity and its predicates', () => {
    const rows: [number, string, success: boolean][] = [
      [0x00000000, 'success', true],
      [0x3fffffff, 'success', true],
      [0x40000000, 'informational', true],
      [0x7fffffff, 'informational', true],
      [0x80000000, 'warning', false],
      [0xbfffffff, 'warning', false],
      [0xc0000000, 'error', false],
      [0xffffffff, 'error', false],
    ];
    for (const [unsigned, expected, success] of rows) {
      for (const value of [unsigned, unsigned | 0]) {
        assert.is(severity(value), expected);
        assert.is(isSuccess(value), success);
        assert.is(isInformation(value), expected === 'informational');
        assert.is(isWarning(value), expected === 'warning');
        assert.is(isError(value), expected === 'error');
      }
    }
  });

  test('facility is bits 27 to 16, code bits 15 to 0, customer bit 29', () => {
    const rows: [number, facility: number, code: number, customer: boolean][] = [
      [0xc01e0338, 0x01e, 0x0338, false],
      [0x0fff0000, 0xfff, 0, false],
      [0x0000ffff, 0, 0xffff, false],
      [0xc000ffff, 0, 0xffff, false],
      [0x10000000, 0, 0, false],
      [0x20000000, 0, 0, true],
      [0xdfffffff, 0xfff, 0xffff, false],
      [0xffffffff, 0xfff, 0xffff, true],
    ];
    for (const [unsigned, expectedFacility, expectedCode, customer] of rows) {
      for (const value of [unsigned, unsigned | 0]) {
        assert.is(facility(value), expectedFacility);
        assert.is(code(value), expectedCode);
        assert.is(isCustomer(value), customer);
      }
    }
  });

  test('formatNtStatus prints name and eight digits, unsigned', () => {
    assert.is(formatNtStatus(NtStatus.PENDING), 'STATUS_PENDING (0x00000103)');
    assert.is(formatNtStatus(0), 'STATUS_SUCCESS (0x00000000)');
    assert.is(formatNtStatus(-1073741820), 'STATUS_INFO_LENGTH_MISMATCH (0xC0000004)');
    assert.is(formatNtStatus(0xc000009a), 'STATUS_INSUFFICIENT_RESOURCES (0xC000009A)');
    assert.is(formatNtStatus(0xe0000abc), '0xE0000ABC');
    assert.is(formatNtStatus(-1), '0xFFFFFFFF');
  });

  test('every function takes the ends of both readings and refuses what lies beyond, saying what to pass', () => {
    for (const [name, take] of Object.entries(TAKE_A_VALUE)) {
      for (const value of [-0x80000000, 0x7fffffff, 0x80000000, 0xffffffff]) {
        assert.is(
          errorOf(() => take(value)),
          undefined,
          `${name}(${value})`,
        );
      }
      for (const value of [-0x80000001, 0x100000000, 1.5, -0.5, Number.NaN, Infinity, -Infinity, 2 ** 53]) {
        const error = errorOf(() => take(value));
        assert.instance(error, RangeError, `${name}(${value})`);
        assert.match(error?.message ?? '', `NTSTATUS ${value} is not a 32-bit integer: pass one from`);
      }
      for (const value of ['0', undefined, null, true, {}, [0], 0n]) {
        const error = errorOf(() => take(value as unknown as number));
        assert.instance(error, TypeError, `${name}(${typeof value})`);
        assert.match(error?.message ?? '', 'NTSTATUS must be a number');
      }
    }
    assert.match(errorOf(() => severity(0n as unknown as number))?.message ?? '', 'Number(value)');
    assert.match(errorOf(() => severity(null as unknown as number))?.message ?? '', 'not null');
  });
});
