import * as assert from 'uvu/assert';
import { CastbufError, readCapture, type CaptureBlock, type CaptureSource } from '../../src/capture.js';
import { rounds, sampled, suite } from '../harness/index.js';
import { blocksOf, captureFile, joined, outcomeOf, PCAP_FILES, PCAPNG_FILES } from './captures.js';

const ALL = [...PCAPNG_FILES, ...PCAP_FILES];

/** Everything that a block says, and where: two readings of a file are equal in it. */
function shown(blocks: readonly CaptureBlock[]): string {
  return JSON.stringify(blocks, (_, value: unknown) =>
    typeof value === 'bigint' ? `${value}n` : value instanceof Uint8Array ? [...value].join() : value,
  );
}

/** Pieces that the source writes over before it gives the next. */
async function* reused(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const piece = new Uint8Array(size);
  for (let at = 0; at < bytes.length; at += size) {
    const length = Math.min(size, bytes.length - at);
    piece.set(bytes.subarray(at, at + length));
    yield piece.subarray(0, length);
    piece.fill(0xee);
  }
}

/** A difference of texts of some kilobytes says nothing that the index does not. */
function assertSame(one: string, other: string, what: string): void {
  if (one !== other) throw new Error(`${what}: differs`);
}

suite('captures in pieces', (test) => {
  test('split at every byte, and into pieces of 1 to 7 bytes, all files give the same', async () => {
    for (const name of ALL) {
      const bytes = await captureFile(name);
      const whole = shown(await blocksOf(bytes));
      for (let at = 0; at <= bytes.length; at++)
        assertSame(shown(await blocksOf([bytes.subarray(0, at), bytes.subarray(at)])), whole, `${name} split at ${at}`);
      for (let size = 1; size <= 7; size++) {
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
          bytes.subarray(index * size, (index + 1) * size),
        );
        assertSame(shown(await blocksOf(pieces)), whole, `${name} in pieces of ${size}`);
      }
    }
  });

  test('a source that writes over its pieces: what is kept of one is a copy', async () => {
    for (const name of ALL) {
      const bytes = await captureFile(name);
      const whole = await blocksOf(bytes);
      for (const size of [1, 13, 64, 100]) {
        const seen: string[] = [];
        for await (const block of readCapture(reused(bytes, size))) seen.push(shown([block]));
        assert.equal(
          seen,
          whole.map((block) => shown([block])),
          `${name}, ${size}`,
        );
      }
    }
  });

  test('all kinds of sources: bytes, buffers, views, iterables, a web stream, a Blob', async () => {
    const bytes = await captureFile('merged.pcapng');
    const whole = shown(await blocksOf(bytes));
    const sources: readonly (readonly [string, () => CaptureSource])[] = [
      ['bytes', () => bytes],
      ['a buffer', () => bytes.buffer],
      ['a view', () => new DataView(bytes.buffer)],
      ['an array of buffers', () => [bytes.buffer.slice(0, 33), bytes.buffer.slice(33)]],
      ['a generator', () => reused(bytes, 10_000)],
      ['a Blob', () => new Blob([bytes])],
      ['a web stream', () => new Blob([bytes]).stream()],
      // What has no iterator, as in some browsers.
      [
        'a reader',
        () => {
          const reader = new Blob([bytes]).stream().getReader();
          return { getReader: () => reader as never };
        },
      ],
    ];
    for (const [name, source] of sources) assertSame(shown(await blocksOf(source())), whole, name);
  });

  test('what gives no bytes is refused; so are options that are not known', async () => {
    for (const [source, options, code, text] of [
      ['a.pcapng', {}, 'ERR_TYPE', /a capture is read from bytes, from an iterable of them/],
      [null, {}, 'ERR_TYPE', /not from null/],
      [[1, 2], {}, 'ERR_TYPE', /messages are bytes/],
      [[], { onBadBlock: 'go' }, 'ERR_USAGE', /'stop' or 'skip'/],
      [[], { resync: true }, 'ERR_USAGE', /no option resync/],
      [[], { limits: { bytes: 1 } }, 'ERR_USAGE', /limits of readCapture has no option bytes/],
      [[], { limits: { blockBytes: -1 } }, 'ERR_USAGE', /limits.blockBytes is -1/],
      [[], { signal: {} }, 'ERR_USAGE', /signal is an AbortSignal/],
    ] as const) {
      const { error } = await outcomeOf(source as never, options as never);
      assert.is((error as CastbufError).code, code);
      assert.match(error!.message, text);
    }
  });

  test('a signal ends it between pieces; who stops early closes the source', async () => {
    const bytes = await captureFile('samples.pcapng');
    const stop = new AbortController();
    let closed = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      try {
        yield bytes.subarray(0, 200);
        stop.abort(new Error('enough'));
        yield bytes.subarray(200);
      } finally {
        closed++;
      }
    }
    const { blocks, error } = await outcomeOf(source(), { signal: stop.signal });
    assert.is(error?.message, 'enough');
    assert.ok(blocks.length > 0);
    assert.is(closed, 1);
    for await (const _ of readCapture(source())) break;
    assert.is(closed, 2);
    let isCancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(bytes.slice()),
      cancel: () => void (isCancelled = true),
    });
    for await (const _ of readCapture({ getReader: () => stream.getReader() as never })) break;
    assert.ok(isCancelled);
  });
});

suite('captures that are cut', (test) => {
  test('cut at every byte: the whole blocks before it, and a gap that says where and why', async () => {
    for (const name of ALL) {
      const bytes = await captureFile(name);
      const blocks = await blocksOf(bytes);
      const ends = blocks.map((block) => offsetOf(block) + block.bytes.length);
      for (let length = 0; length < bytes.length; length++) {
        const cut = await blocksOf(bytes.subarray(0, length));
        const whole = ends.filter((end) => end <= length).length;
        const last = cut.at(-1);
        const from = ends[whole - 1] ?? 0;
        assert.is(shown(cut.slice(0, whole)), shown(blocks.slice(0, whole)), `${name} cut at ${length}`);
        assert.equal(joined(cut), bytes.subarray(0, length));
        if (from === length) {
          assert.is(cut.length, whole);
          continue;
        }
        assert.is(cut.length, whole + 1);
        if (last?.kind !== 'gap') throw new Error(`${name} cut at ${length} ends with ${last?.kind}`);
        assert.equal([last.from, last.to, last.reason.code], [from, length, 'ERR_TRUNCATED_HEADER']);
        assert.equal([last.reason.offset, last.reason.have], [from, length - from]);
        const next = blocks[whole]!.bytes.length;
        const isTold = last.reason.want !== undefined;
        if (isTold && name.endsWith('pcapng')) assert.is(last.reason.want, next);
        if (isTold)
          assert.match(
            last.reason.message,
            new RegExp(`ends ${length - from} bytes after the start of a block, and it has`),
          );
      }
    }
  });

  test('an empty source has no blocks; what is no capture is refused, from 4 bytes on', async () => {
    assert.equal(await blocksOf([]), []);
    assert.equal(await blocksOf(new Uint8Array(0)), []);
    const [gap] = await blocksOf(Uint8Array.of(1, 2, 3));
    assert.is(gap?.kind, 'gap');
    const { error } = await outcomeOf(Uint8Array.of(0x50, 0x4b, 3, 4));
    assert.match(error!.message, /^wrong magic value at offset 0x0: it begins with 50 4b 03 04; pcapng begins with/);
  });
});

function offsetOf(block: CaptureBlock): number {
  return block.kind === 'gap' ? block.from : block.offset;
}

/** A change of a file, and what it is told. `at` counts from the start of block `block`. */
interface Lie {
  readonly file: (typeof ALL)[number];
  readonly block: number;
  readonly write: (view: DataView, at: number, bytes: number) => void;
  readonly code: string;
  readonly text: RegExp;
  /** Its length is good: `skip` goes on after it. */
  readonly isSkipped: boolean;
}

const u32 =
  (from: number, value: number, little = true) =>
  (view: DataView, at: number): void =>
    view.setUint32(at + from, value, little);

const LIES: readonly Lie[] = [
  {
    file: 'samples.pcapng',
    block: 0,
    write: u32(8, 1),
    code: 'ERR_MAGIC',
    text: /byte order is said by 0x1a2b3c4d, in either order, not by 0x00000001/,
    isSkipped: false,
  },
  {
    file: 'samples.pcapng',
    block: 0,
    write: u32(4, 24),
    code: 'ERR_LENGTH_FIELD',
    text: /its length is 24, and a block of this type has at least 28/,
    isSkipped: false,
  },
  {
    file: 'samples.pcapng',
    block: 0,
    write: (view, at) => view.setUint16(at + 12, 2, true),
    code: 'ERR_OUT_OF_RANGE',
    text: /its version is 2.0, and only 1.x is known/,
    isSkipped: false,
  },
  {
    file: 'samples.pcapng',
    block: 1,
    write: u32(4, 0),
    code: 'ERR_LENGTH_FIELD',
    text: /its length is 0, and a block of this type has at least 12/,
    isSkipped: false,
  },
  {
    file: 'samples.pcapng',
    block: 2,
    write: u32(4, 42),
    code: 'ERR_LENGTH_FIELD',
    text: /its length is 42, and lengths are multiples of 4/,
    isSkipped: false,
  },
  {
    file: 'samples.pcapng',
    block: 2,
    write: u32(4, 44),
    code: 'ERR_LENGTH_FIELD',
    text: /its length is 44 before the body, and \d+ after it/,
    isSkipped: false,
  },
  {
    file: 'samples.pcapng',
    block: 2,
    write: (view, at, bytes) => view.setUint32(at + bytes - 4, 36, true),
    code: 'ERR_LENGTH_FIELD',
    text: /its length is 40 before the body, and 36 after it/,
    isSkipped: false,
  },
  {
    file: 'samples.pcapng',
    block: 2,
    write: u32(4, 0xfffffffc),
    code: 'ERR_LIMIT_MESSAGE_BYTES',
    text: /a block has 4294967292 bytes, limits.blockBytes is 16777216/,
    isSkipped: false,
  },
  {
    file: 'samples.pcapng',
    block: 2,
    write: u32(8, 1),
    code: 'ERR_OUT_OF_RANGE',
    text: /it is of interface 1, and the section has described 1 so far/,
    isSkipped: true,
  },
  {
    file: 'samples.pcapng',
    block: 2,
    write: u32(20, 9),
    code: 'ERR_DATA_OVERRUN',
    text: /its captured length says 9 bytes, and the block has 8 for it/,
    isSkipped: true,
  },
  {
    file: 'samples.pcapng',
    block: 2,
    write: u32(20, 0xffffffff),
    code: 'ERR_DATA_OVERRUN',
    text: /its captured length says 4294967295 bytes/,
    isSkipped: true,
  },
  {
    file: 'commented.pcapng',
    block: 4,
    write: (view, at) => view.setUint16(at + 28 + 24 + 2, 200, true),
    code: 'ERR_DATA_OVERRUN',
    text: /its option 1 says 200 bytes, and the block has \d+ for it/,
    isSkipped: true,
  },
  {
    file: 'samples.pcapng',
    block: 1,
    write: (view, at) => view.setUint16(at + 18, 2, true),
    code: 'ERR_LENGTH_FIELD',
    text: /its option if_tsresol has 2 bytes/,
    isSkipped: true,
  },
  {
    file: 'big.pcapng',
    block: 7,
    write: u32(8, 9, false),
    code: 'ERR_DATA_OVERRUN',
    text: /its original length says 9 bytes, and the block has 8 for it/,
    isSkipped: true,
  },
  {
    file: 'samples.nsec.pcap',
    block: 0,
    write: (view, at) => view.setUint16(at + 4, 3, true),
    code: 'ERR_OUT_OF_RANGE',
    text: /its version is 3.4, and only 2.x is known/,
    isSkipped: false,
  },
  {
    file: 'samples.nsec.pcap',
    block: 2,
    write: u32(8, 0x7fffffff),
    code: 'ERR_LIMIT_MESSAGE_BYTES',
    text: /a block has 2147483663 bytes/,
    isSkipped: false,
  },
  {
    file: 'dumpcap-lo.pcapng',
    block: 5,
    write: u32(8, 7),
    code: 'ERR_OUT_OF_RANGE',
    text: /it is of interface 7, and the section has described 1/,
    isSkipped: true,
  },
  {
    file: 'udp-names.pcapng',
    block: 7,
    write: (view, at) => view.setUint16(at + 10, 999, true),
    code: 'ERR_DATA_OVERRUN',
    text: /its record 0 says 999 bytes/,
    isSkipped: true,
  },
];

suite('captures that lie', (test) => {
  for (const { file, block, write, code, text, isSkipped } of LIES) {
    test(`${file}, block ${block}: ${code} ${text.source}`, async () => {
      const bytes = (await captureFile(file)).slice();
      const all = await blocksOf(bytes);
      const { bytes: whole } = all[block]!;
      const at = offsetOf(all[block]!);
      write(new DataView(bytes.buffer), at, whole.length);
      const { blocks, error } = await outcomeOf(bytes);
      if (!(error instanceof CastbufError)) throw new Error(`no error, ${blocks.length} blocks`);
      assert.equal([error.code, error.offset], [code, at]);
      assert.match(error.message, text);
      assert.is(shown(blocks), shown(all.slice(0, block)));
      const skipped = await outcomeOf(bytes, { onBadBlock: 'skip' });
      assert.is(skipped.error?.message, isSkipped ? skipped.error?.message : error.message);
      if (!isSkipped) return;
      const gap = skipped.blocks[block];
      if (gap?.kind !== 'gap') throw new Error(`${gap?.kind} in the place of a gap`);
      assert.equal([gap.from, gap.to, gap.reason.message], [at, at + whole.length, error.message]);
    });
  }

  test('one bad packet that is passed over: all others are as they were', async () => {
    const bytes = (await captureFile('merged.pcapng')).slice();
    const all = await blocksOf(bytes);
    new DataView(bytes.buffer).setUint32(offsetOf(all[4]!) + 8, 2, true);
    const blocks = await blocksOf(bytes, { onBadBlock: 'skip' });
    assert.equal(
      blocks.map(({ kind }) => kind),
      all.map(({ kind }, index) => (index === 4 ? 'gap' : kind)),
    );
    assert.is(shown(blocks.toSpliced(4, 1)), shown(all.toSpliced(4, 1)));
  });

  test('a length that lies allocates nothing: a source of one small piece ends as cut', async () => {
    const bytes = (await captureFile('samples.pcapng')).slice();
    const all = await blocksOf(bytes);
    new DataView(bytes.buffer).setUint32(offsetOf(all[2]!) + 4, 0xfffffffc, true);
    const blocks = await blocksOf(bytes, { limits: { blockBytes: 2 ** 32 - 1 } });
    const last = blocks.at(-1);
    if (last?.kind !== 'gap') throw new Error(`it ends with ${last?.kind}`);
    assert.is(last.reason.want, 0xfffffffc);
  });

  test('limits.blockBytes: a block of as many bytes is read, one of more is not', async () => {
    const bytes = await captureFile('samples.pcapng');
    const longest = Math.max(...(await blocksOf(bytes)).map((block) => block.bytes.length));
    await blocksOf(bytes, { limits: { blockBytes: longest } });
    await blocksOf(bytes, { limits: { blockBytes: longest + 1 } });
    const { error } = await outcomeOf(bytes, { limits: { blockBytes: longest - 1 } });
    assert.is((error as CastbufError).code, 'ERR_LIMIT_MESSAGE_BYTES');
  });

  test('every byte flipped, and set to 0 and 255: blocks, or an error of castbuf with an offset in the file', async () => {
    const values = [(byte: number) => byte ^ 0xff, (byte: number) => byte ^ 1, () => 0, () => 0xff];
    let refused = 0;
    for (const name of sampled(ALL, 5)) {
      const bytes = await captureFile(name);
      for (let at = 0; at < bytes.length; at++)
        for (const value of values.slice(0, rounds(values.length, 1))) {
          const changed = bytes.slice();
          changed[at] = value(changed[at]!);
          for (const onBadBlock of ['stop', 'skip'] as const) {
            const { blocks, error } = await outcomeOf(changed, { onBadBlock });
            assert.equal(joined(blocks), changed.subarray(0, joined(blocks).length));
            if (error === undefined) {
              assert.is(joined(blocks).length, changed.length);
              continue;
            }
            refused++;
            if (!(error instanceof CastbufError) || !(error.offset! < changed.length)) throw error;
            assert.is(error.offset, joined(blocks).length);
          }
        }
    }
    assert.ok(refused > 200, `${refused} were refused`);
  });
});
