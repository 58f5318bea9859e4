import * as assert from 'uvu/assert';
import * as kernel from '../../src/index.js';
import * as js from '../../src/js.js';
import { bytes, recordSet, struct, u8, type Batch, type Codec, type SetCodec } from '../../src/surface.js';
import { suite } from '../harness/index.js';
import { codecError } from '../pack/codec-error.js';
import { refusalOf } from '../pack/codec-error.js';

/* A function takes codecs of its own entry, whatever was called before: those of the other one are refused with a text that says so. */

const Named = struct('NAMED', { n: u8, name: bytes('n') });
const Records = recordSet('n', { Named: ['otherwise', Named] });
const STREAM = Uint8Array.of(1, 65, 0);

type Entry = typeof kernel;
const ENTRIES = [
  {
    name: 'castbuf',
    own: kernel,
    other: js as Entry,
    says: /^wrong use: this \w+ is not from castbuf\/js, and the function is; /,
  },
  { name: 'castbuf/js', own: js as Entry, other: kernel, says: /^wrong use: this \w+ is from castbuf\/js; / },
];

type OneCodec = Codec<typeof Named>;
type OneSet = SetCodec<(typeof Records)['definitions']>;

/** Calls of an entry that must find the codec's machine. */
function callsOf(
  entry: Entry,
  codec: OneCodec,
  set: OneSet,
  batch: Batch<typeof Named>,
): Record<string, () => unknown> {
  const value = { name: Uint8Array.of(65) };
  return {
    decodeBatch: () => entry.decodeBatch(codec, STREAM),
    stream: () => entry.stream(codec, [STREAM]),
    inputOf: () => entry.inputOf(codec, 3),
    encodeBatch: () => entry.encodeBatch(codec, batch.columns),
    'encodeBatch of values': () => entry.encodeBatch(codec, [value]),
    encodeBatchInto: () => entry.encodeBatchInto(codec, batch.columns, new Uint8Array(9)),
    outputOf: () => entry.outputOf(codec, 3),
    summarize: () => entry.summarize(codec, STREAM),
    packed: () => entry.packed(batch, 'name'),
    'decodeBatch of a set': () => entry.decodeBatch(set, STREAM),
    'stream of a set': () => entry.stream(set, [STREAM]),
    'encodeBatch of a set': () => entry.encodeBatch(set, [{ type: 'Named', value }]),
  };
}

for (const { name, own, other, says } of ENTRIES) {
  suite('what is given in the wrong place', (test) => {
    test('names what was meant: the type instead of its codec, bytes before the codec, the ABI of another name', () => {
      const Message = kernel.struct('M', { a: kernel.u8 });
      const said = (run: () => unknown): string | undefined => codecError(run)?.hint;
      assert.is(
        said(() => kernel.decodeBatch(Message as never, new Uint8Array(1))),
        'give a codec of createCodec, not a type; createCodec(type) makes one of it',
      );
      assert.match(
        said(() => kernel.decodeBatch(new Uint8Array(1) as never, kernel.createCodec(Message) as never)) ?? '',
        /^give a codec of createCodec, not a Uint8Array/,
      );
      assert.is(
        said(() => kernel.packed(1 as never, '' as never)),
        'packed takes a batch and a path; the ABI without padding is packedAbi(1)',
      );
    });
  });

  suite(`codecs of ${name}`, (test) => {
    const codec = own.createCodec(Named);
    const set = own.createSetCodec(Records);
    const batch = own.decodeBatch(codec, STREAM);
    const refused = (): void => {
      for (const [what, run] of Object.entries(callsOf(other, codec, set, batch))) {
        const { code, message } = refusalOf(run);
        assert.is(code, 'ERR_USAGE', what);
        assert.match(message, says, what);
        assert.match(message, /; import both from one entry of castbuf$/, what);
      }
    };

    test('are refused by the functions of the other entry, before and after those of their own were called', () => {
      refused();
      for (const run of Object.values(callsOf(own, codec, set, batch))) run();
      refused();
      const fresh = own.createCodec(Named);
      assert.is(refusalOf(() => other.decodeBatch(fresh, STREAM)).code, 'ERR_USAGE');
      assert.is(own.decodeBatch(fresh, STREAM).rowCount, 2, 'a codec that was refused works with its own functions');
    });

    test('refuse the filters of the other entry', () => {
      const where = other.filter(['n', '=', 1]);
      const { code, message } = refusalOf(() => own.decodeBatch(codec, STREAM, { where }));
      assert.is(code, 'ERR_USAGE');
      assert.match(message, /^wrong use: this filter is (not )?from castbuf\/js/);
    });

    test('refuse what is no codec', async () => {
      for (const given of [undefined, null, {}, 5, batch] as never[]) {
        assert.match(refusalOf(() => own.decodeBatch(given, STREAM)).message, /give a codec of createCodec/);
        assert.match(refusalOf(() => own.encodeBatch(given, [])).message, /give a codec of createCodec/);
        assert.match(refusalOf(() => own.summarize(given, STREAM)).message, /give a codec of createCodec/);
      }
    });
  });
}
