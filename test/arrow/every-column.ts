import {
  array,
  bf16,
  bits,
  bool8,
  bytes,
  enumeration,
  f16,
  f32,
  f64,
  filetime,
  flags,
  guid,
  i64,
  i8,
  split,
  struct,
  tagged,
  text,
  time,
  u16,
  u32,
  u64,
  u8,
} from '../../src/index.js';

export const Kind = enumeration('KIND', u8, { LEVEL: 1, RATE: 2, AGAIN: 2, NAME: 200 });

/** Columns of every kind. */
export const Everything = struct('EVERYTHING', {
  Kind,
  Flag: bool8,
  Strict: enumeration('MODE', u16, { OFF: 0, ON: 1 }, { strict: true }),
  Rights: flags('RIGHTS', u8, { READ: 1, WRITE: 2 }),
  Small: i8,
  Id: bits(u64, { Frame: 40, Part: 24 }),
  Signed: bits(i64, { Near: 53, Far: 11 }),
  Wide: u64,
  Half: f16,
  Brain: bf16,
  Single: f32,
  Double: f64,
  At: filetime,
  Unix: time(u32),
  Milli: time(u64, { unit: 'ms' }),
  Day: time(u16, { unit: 'd', epoch: '1900-01-01' }),
  Mac: time(f64, { epoch: '2001-01-01' }),
  Key: guid,
  Keys: array(guid, 2),
  Modes: array(Kind, 3),
  Grid: array(array(u16, 3), 2),
  Points: array(struct('POINT', { X: u16, Y: bool8 }), 2),
  Name: text('utf-16le', 6),
  Labels: array(text('ascii', 3), 2),
  Hash: bytes(5),
  High: u16,
  Low: u16,
  Joined: split('High', 'Low'),
  Data: tagged('Kind', {
    Level: [1, u32],
    Rate: [2, struct('RATE', { Value: f32, On: bool8, Mode: Kind })],
    Label: [200, text('ascii', 4)],
  }),
  Count: u16,
  Rest: array(u32, 'Count'),
});

/** The value of a row: numbers at the ends of their ranges, enums without names and each arm of the union come in turn. */
export function everything(row: number) {
  const kind = [1, 2, 200, 77, 2][row % 5] as number;
  const data =
    kind === 1
      ? { Level: 0xffff_fff0 + row }
      : kind === 2
        ? { Rate: { Value: row / 2, On: row % 2 === 0, Mode: [1, 9][row % 2] as number } }
        : kind === 200
          ? { Label: 'ab' }
          : { raw: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12).subarray(0, 8) };
  return {
    Joined: 0xffff_0000 + row,
    Kind: kind,
    Flag: row % 3 === 0,
    Strict: row % 2,
    Rights: row % 4,
    Small: -row,
    Id: { Frame: 2 ** 40 - 1 - row, Part: row },
    Signed: { Near: -(2 ** 52) + row, Far: -3 },
    Wide: 2n ** 64n - 1n - BigInt(row),
    Half: 0.5 * row,
    Brain: -(2 ** row),
    Single: row === 3 ? Number.NaN : 0.1 * row,
    Double: row === 2 ? Number.POSITIVE_INFINITY : Math.PI * row,
    At: [0n, 2n ** 64n - 1n, 116444736000000009n, 134_000_000_123_456_789n, 9n][row % 5] as bigint,
    Unix: 1_700_000_000 + row,
    Milli: row === 1 ? 2n ** 64n - 1n : 1_700_000_000_123n,
    Day: 40_000 + row,
    Mac: [0, -1.5, Number.NaN, 1e30, 700_000_000.25][row % 5] as number,
    Key: '00112233-4455-6677-8899-aabbccddeeff',
    Keys: ['00112233-4455-6677-8899-aabbccddeeff', 'ffeeddcc-bbaa-9988-7766-554433221100'],
    Modes: [1, 2, 99],
    Grid: [
      [row, 2, 3],
      [4, 5, 65535],
    ],
    Points: [
      { X: row, Y: true },
      { X: 7, Y: false },
    ],
    Name: ['plain', 'größer', 'm\u{1f600}', '', 'no\0end'.slice(0, 2)][row % 5] as string,
    Labels: ['ab', 'é'],
    Hash: Uint8Array.of(row, 0, 255, 1, 2),
    Data: data,
    Count: row % 4,
    Rest: Array.from({ length: row % 4 }, (_, at) => 0xffff_ffff - at),
  };
}
