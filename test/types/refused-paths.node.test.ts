import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { checkedProgram } from './checked-program.js';

/* What an editor says of a path that is misspelt, wherever one can stand. */

const PROGRAM = `import { createCodec, decodeBatch, enumeration, filter, layoutOf, packed, struct, summarize, tagged, text, texts, u16, u32, u8, validity, type AnyType } from '../index.js';
const Kind = enumeration('KIND', u8, { OFF: 0, HIGH: 1 });
const Info = struct('Info', { Rate: u32, Time: u16 });
const Message = struct('Message', { Kind, Info, Name: text('utf-8', 8), Body: tagged('Kind', { On: [1, Info] }) });
const codec = createCodec(Message);
const bytes = new Uint8Array(64);
const batch = decodeBatch(codec, bytes, { columns: ['Info', 'Name', 'Body.On.Rate'], where: filter(['Info.Rate', '>', 1]) });
`;

const WRONG: readonly [line: string, says: RegExp][] = [
  ['batch.columns.nope;', /Property 'nope' does not exist/],
  ["batch.columns['Info.Ratee'];", /Did you mean 'Info\.Rate'\?/],
  ["decodeBatch(codec, bytes, { columns: ['Info.Ratee'] });", /Did you mean '"Info\.Rate"'\?/],
  ["decodeBatch(codec, bytes, { where: filter(['Info.Ratee', '>', 1]) });", /Did you mean '"Info\.Rate"'\?/],
  [
    "decodeBatch(codec, bytes, { where: filter({ not: { and: [['Info.Rate', '>', 1], ['Tim', '>', 1]] } }) });",
    /"Tim"/,
  ],
  ["packed(batch, 'Nam');", /"Nam"' is not assignable to parameter of type '"Name"/],
  ["texts(batch, 'Info.Rate');", /is not assignable to parameter of type '"Name"'/],
  ["validity(batch, 'Body.On.Ratee');", /parameter of type .*"Body\.On\.Rate"/],
  ["summarize(codec, bytes, { columns: ['Info.Timee'] });", /Did you mean '"Info\.Time"'\?/],
  ["summarize(codec, bytes).columns['Info.Timee'];", /Did you mean 'Info\.Time'\?/],
  ["codec.layout.offsetOf('Info.Timee');", /parameter of type .*"Info\.Time"/],
  ["layoutOf(Message).offsetOf('Body.On.Timee');", /parameter of type .*"Body\.On\.Time"/],
  [
    "codec.encode({ Kind: 'HIHG', Info: { Rate: 1, Time: 2 }, Name: '', Body: { On: { Rate: 1, Time: 2 } } });",
    /'"HIHG"' is not assignable/,
  ],
];

suite('what an editor says of a misspelt path', (test) => {
  test('each is refused: with the nearest name, or, where it is an argument, with all that there are', () => {
    const { errors } = checkedProgram(PROGRAM + WRONG.map(([line]) => line).join('\n'));
    assert.is(errors.length, WRONG.length, errors.join('\n\n'));
    WRONG.forEach(([line, says], index) => assert.match(errors[index] as string, says, line));
  });

  test('what is right needs no cast: of known types, of those that only run time knows, and where a function takes any of them', () => {
    const { errors } = checkedProgram(`${PROGRAM}
const rate: Uint32Array = batch.columns['Info.Rate'];
const names: Uint8Array = packed(batch, 'Name').data;
const strings: string[] = texts(batch, 'Name');
const sum: number | bigint | undefined = summarize(codec, bytes).columns['Info.Time'].sum;
const at: number = codec.layout.offsetOf('Body.On') + layoutOf(Message).offsetOf('Info.Rate');
const bits: Uint8Array | undefined = validity(batch, 'Body.On.Rate');
const anything = decodeBatch(createCodec(Message as AnyType), bytes, { columns: ['x'], where: filter(['y', '=', 2]) });
const column = anything.columns['z'];
const path: string = 'Info.Rate';
const dynamic = decodeBatch(codec, bytes, { where: filter([path, '>', 1]) });
const takesAny = (of: typeof anything): number => of.rowCount;
takesAny(batch);
const shared = filter(['Info.Rate', '>', 1]);
decodeBatch(codec, bytes, { where: shared });
export { at, bits, column, dynamic, names, rate, strings, sum };
`);
    assert.equal(errors, []);
  });
});
