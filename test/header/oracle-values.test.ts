import * as assert from 'uvu/assert';
import { parseHeader } from '../../src/header/index.js';
import { engineSuite, readFixtureText } from '../harness/index.js';
import { FUZZ_NAMES } from './oracle-sets.js';

interface ValueLine {
  record: string;
  bytes: string;
  values: Record<string, string>;
}

engineSuite('values that real code read', (test, under) => {
  let lineCount = 0;
  for (const name of FUZZ_NAMES) {
    test(name, async () => {
      const header = parseHeader(await readFixtureText(`oracle/fuzz/${name}.h`));
      const lines = (await readFixtureText(`oracle/fuzz/${name}-values.ndjson.gz`)).trimEnd().split('\n');
      lineCount += lines.length;
      let codec: ReturnType<typeof under.createCodec> | undefined;
      let before = '';
      for (const line of lines) {
        const { record, bytes, values } = JSON.parse(line) as ValueLine;
        if (record !== before) codec = under.createCodec(header.type(record));
        before = record;
        const decoded = codec?.decode(fromHex(bytes));
        for (const [path, value] of Object.entries(values))
          assert.is(read(decoded, path, value), value, `${record}.${path}`);
      }
    });
  }

  test('they are all there', () => {
    assert.is(lineCount, 2739);
  });
});

function fromHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** What stands at `Items[2].Value`, as the oracle prints it. It prints a boolean as its byte, of which decode keeps whether it is 0. */
function read(decoded: unknown, path: string, expected: string): string {
  let found: unknown = decoded;
  for (const [, name, index] of path.matchAll(/([^.[\]]+)|\[(\d+)\]/g)) {
    found = (found as Record<string, unknown>)[name ?? (index as string)];
  }
  if (typeof found === 'boolean') return found === (expected !== '0') ? expected : String(found);
  return expected.startsWith('bits:') ? bitsOf(found, expected) : String(found);
}

/** The bits of a float as wide as the expected ones; any NaN is as good as another. */
function bitsOf(found: unknown, expected: string): string {
  if (typeof found !== 'number') return String(found);
  const digits = expected.length - 'bits:0x'.length;
  const view = new DataView(new ArrayBuffer(8));
  if (Number.isNaN(found)) {
    view.setBigUint64(0, BigInt(expected.slice('bits:'.length)));
    const same = digits === 8 ? view.getFloat32(4) : view.getFloat64(0);
    return Number.isNaN(same) ? expected : 'NaN';
  }
  if (digits === 8) view.setFloat32(4, found);
  else view.setFloat64(0, found);
  return `bits:0x${view.getBigUint64(0).toString(16).padStart(digits, '0')}`;
}
