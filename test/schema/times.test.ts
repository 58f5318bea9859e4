import * as assert from 'uvu/assert';
import { CastbufError } from '../../src/errors/index.js';
import {
  be,
  bool8,
  bytes,
  dateToTime,
  enumeration,
  f64,
  filetime,
  i32,
  i64,
  layoutOf,
  struct,
  time,
  timeToDate,
  u16,
  u32,
  u64,
  type AnyType,
  type TimeOptions,
} from '../../src/surface.js';
import { timeText, type ScalarNode, type TimeRule } from '../../src/schema/index.js';
import { typeNameOf } from '../../src/schema/type-name.js';
import { suite } from '../harness/index.js';

const FROM_2001: TimeOptions = { epoch: '2001-01-01' };
const FROM_1904: TimeOptions = { epoch: '1904-01-01' };
const OLE: TimeOptions = { unit: 'd', epoch: '1899-12-30' };

/** Known moments of other people's clocks: each is `date -u -d` of the text, or what the format's documentation says. */
const MOMENTS: readonly (readonly [what: string, type: AnyType, value: number | bigint, text: string])[] = [
  ['the epoch', time(u32), 0, '1970-01-01T00:00:00Z'],
  ['a billion seconds', time(i32), 1_000_000_000, '2001-09-09T01:46:40Z'],
  ['the last second of 32 bits', time(i32), 0x7fffffff, '2038-01-19T03:14:07Z'],
  ['the first second of 32 bits', time(i32), -0x80000000, '1901-12-13T20:45:52Z'],
  ['the last second of unsigned 32 bits', time(u32), 0xffffffff, '2106-02-07T06:28:15Z'],
  ['time_t of 64 bits', time(i64), 1_700_000_000n, '2023-11-14T22:13:20Z'],
  ['milliseconds of JavaScript', time(u64, { unit: 'ms' }), 1_700_000_000_123n, '2023-11-14T22:13:20.123Z'],
  ['microseconds of pcap', time(i64, { unit: 'us' }), 1_700_000_000_123_456n, '2023-11-14T22:13:20.123456Z'],
  ['nanoseconds', time(i64, { unit: 'ns' }), 1_700_000_000_123_456_789n, '2023-11-14T22:13:20.123456789Z'],
  ['a nanosecond before', time(i64, { unit: 'ns' }), -1n, '1969-12-31T23:59:59.999999999Z'],
  ["FILETIME's 0", filetime, 0n, '1601-01-01T00:00:00.0000000Z'],
  ["FILETIME's 1970", filetime, 116_444_736_000_000_000n, '1970-01-01T00:00:00.0000000Z'],
  ['a tick of FILETIME', filetime, 133_444_484_001_234_567n, '2023-11-14T15:13:20.1234567Z'],
  ['a mac file, HFS+', time(be(u32), FROM_1904), 3_061_152_000, '2001-01-01T00:00:00Z'],
  ['CFAbsoluteTime', time(f64, FROM_2001), 0, '2001-01-01T00:00:00Z'],
  ['half a second after it', time(f64, FROM_2001), 0.5, '2001-01-01T00:00:00.500000Z'],
  ['half a second before it', time(f64, FROM_2001), -0.5, '2000-12-31T23:59:59.500000Z'],
  ['an OLE date', time(f64, OLE), 25569, '1970-01-01T00:00:00Z'],
  ['noon of an OLE date', time(f64, OLE), 36526.5, '2000-01-01T12:00:00.000000Z'],
];

const ruleOf = (type: AnyType): TimeRule => (type['~node'] as ScalarNode).time as TimeRule;

function hintOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof CastbufError) return `${error.code} ${error.hint}`;
    throw error;
  }
  return 'no error';
}

suite('times', (test) => {
  for (const [what, type, value, text] of MOMENTS) {
    test(what, () => {
      assert.is(timeText(ruleOf(type), value), text);
      const date = timeToDate(type, value);
      assert.is(
        date.toISOString(),
        text.replace(/(?:\.(\d{1,3})\d*)?Z$/, (_, ms = '') => `.${String(ms).padEnd(3, '0')}Z`),
      );
      // A Date cuts off what is below a millisecond.
      const again = dateToTime(type, date) as number | bigint;
      assert.is(typeof again, typeof value);
      assert.is(timeToDate(type, again).getTime(), date.getTime());
      if (date.toISOString().replace(/\.?0*Z$/, 'Z') === text.replace(/\.?0*Z$/, 'Z')) assert.is(again, value);
    });
  }

  test('a date before a whole unit is the unit before it', () => {
    assert.is(dateToTime(time(u32), new Date(1999)), 1);
    assert.is(dateToTime(time(i32), new Date(-1)), -1);
    assert.is(dateToTime(time(i64), new Date(-1001)), -2n);
    assert.is(timeToDate(filetime, 116_444_735_999_999_999n).getTime(), -1);
  });

  test('what it is made of stays: byte order, alignment, names, checks', () => {
    const Named = time(enumeration('WHEN', be(u32), { NEVER: 0 }), { unit: 'ms' });
    const layout = layoutOf(struct('S', { a: u16, at: be(time(u32)), named: Named, file: filetime }));
    assert.equal(
      layout.root.members.map(({ type }) => typeNameOf(type)),
      ['u16', 'be(time(u32, s since 1970-01-01))', 'be(time(WHEN, ms since 1970-01-01))', 'FILETIME'],
    );
    assert.equal(layout.flat, layoutOf(struct('S', { a: u16, at: u32, named: u32, file: filetime })).flat);
    assert.is(Named.nameOf(0), 'NEVER');
    assert.is(timeToDate(be(time(u32)), 1).getTime(), 1000);
  });

  test('what no Date holds, and what is no time, are refused', () => {
    const cases: readonly (readonly [call: () => unknown, want: string])[] = [
      [
        () => timeToDate(time(u64), 2n ** 64n - 1n),
        'ERR_OUT_OF_RANGE 18446744073709551615 s since 1970-01-01 is more than a Date holds',
      ],
      [() => timeToDate(time(f64), NaN), 'ERR_OUT_OF_RANGE NaN s since 1970-01-01 is more than a Date holds'],
      [() => timeToDate(u32, 1), 'ERR_USAGE timeToDate takes a type of time(…), or filetime, not u32'],
      [
        () => dateToTime(bytes(3) as AnyType, new Date(0)),
        'ERR_USAGE dateToTime takes a type of time(…), or filetime, not bytes',
      ],
      [() => timeToDate(filetime, '1' as never), "ERR_TYPE a time is a number or a bigint, not '1'"],
      [() => dateToTime(filetime, new Date(NaN)), 'ERR_TYPE give a valid Date, not a Date'],
      [() => time(bool8), 'ERR_SCHEMA time takes a number type such as u32, not bool8'],
      [() => time(filetime), 'ERR_SCHEMA FILETIME is a time already'],
      [() => time(u32, { epoch: '2001-02-30' }), "ERR_SCHEMA an epoch is a day such as 2001-01-01, not '2001-02-30'"],
      [() => time(u32, { epoch: '2001' }), "ERR_SCHEMA an epoch is a day such as 2001-01-01, not '2001'"],
    ];
    for (const [call, want] of cases) assert.is(hintOf(call), want);
    assert.match(
      hintOf(() => time(u32, { unit: 'min' as 's' })),
      /^ERR_SCHEMA unit of time is/,
    );
    assert.is(timeText({ unit: 's', epoch: '1970-01-01' }, 2n ** 63n), undefined);
    assert.is(timeText({ unit: 's', epoch: '1970-01-01' }, Infinity), undefined);
  });
});
