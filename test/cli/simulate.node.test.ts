// time-out: 180 s
import { once } from 'node:events';
import * as assert from 'uvu/assert';
import type { SimulationResult } from '../../src/cli/simulation/result.js';
import { isDeep, rounds, suite } from '../harness/index.js';
import { castbuf, start } from './run-castbuf.js';

/** The frames of a session whose length does not matter: what the command takes by itself, or fewer of them. */
const FRAMES = rounds(3600, 400);
const ANY_LENGTH = FRAMES === 3600 ? [] : ['--frames', String(FRAMES)];

/** A run, which several tests may look at. */
async function simulated(...args: string[]): Promise<SimulationResult> {
  const key = args.join(' ');
  const run = runs.get(key) ?? simulatedNow(...args);
  runs.set(key, run);
  return run;
}
const runs = new Map<string, Promise<SimulationResult>>();

const anySession = (seed: string) => castbuf(['simulate', '--seed', seed, ...ANY_LENGTH]);

async function simulatedNow(...args: string[]): Promise<SimulationResult> {
  const { status, text, stderr } = await castbuf(['simulate', '--json', ...args]);
  assert.is(status, 0);
  assert.is(stderr, '');
  return JSON.parse(text) as SimulationResult;
}

/** All but the last paragraph, which is real time. */
function virtualPart(text: string): string {
  const end = text.lastIndexOf('\nreal time\n');
  assert.ok(end > 0);
  return text.slice(0, end);
}

function messagesWith(status: string, { messages }: SimulationResult): number {
  return messages.byStatus.find(({ name }) => name === status)?.messages ?? 0;
}

suite('castbuf simulate: a seed decides the session', (test) => {
  test('the same seed: the same text, byte for byte, but for real time', async () => {
    const [one, other] = [await anySession('5'), await anySession('5')];
    assert.is(one.status, 0);
    assert.is(one.stderr, '');
    assert.is(virtualPart(one.text), virtualPart(other.text));
    const third = await anySession('6');
    assert.is.not(virtualPart(one.text), virtualPart(third.text));
  });

  test('the same seed: the same JSON but for realTime, which comes last', async () => {
    const [one, other] = [
      await simulated('--seed', '5', ...ANY_LENGTH),
      await simulatedNow('--seed', '5', ...ANY_LENGTH),
    ];
    assert.is(Object.keys(one).at(-1), 'realTime');
    assert.equal({ ...one, realTime: null }, { ...other, realTime: null });
    assert.ok(one.realTime.seconds > 0 && one.realTime.messagesPerSecond > 0 && one.realTime.chunksPerSecond > 0);
  });

  test('large seeds are not cut off', async () => {
    const [one, other] = [await simulated('--seed', '4294967297', ...ANY_LENGTH), await simulated(...ANY_LENGTH)];
    assert.equal(one.options, { frames: FRAMES, seed: 4294967297, threads: 1 });
    assert.is.not(one.messages.sent, other.messages.sent);
  });
});

suite('castbuf simulate: the numbers add up', (test) => {
  for (const args of [[], ['--frames', '20000', '--seed', '3'], ['--frames', '1'], ['--frames', '1', '--seed', '0']]) {
    test(['simulate', ...args].join(' '), async () => {
      const result = await simulated(...args);
      const { options, messages, frames, chunks, frameLatency } = result;
      assert.is(frames.complete + frames.dropped, options.frames);
      const counted = messages.byStatus.reduce((sum, one) => sum + one.messages, 0);
      assert.is(counted, messages.sent, 'each message has one outcome');
      // A start, a color conversion, its slices or its drop: what a frame has, and nothing else.
      const started = frames.complete + frames.dropped - frames.droppedUnstarted;
      assert.is(chunks.reported, 2 * started + frames.dropped + chunks.slices);
      assert.ok(chunks.slices >= frames.complete + frames.reEncoded);
      assert.is(frameLatency?.frames ?? 0, frames.complete);
      assert.ok(chunks.sent <= chunks.slices);
      assert.is(chunks.lost, 65 * chunks.resets, '64 that waited, and the one that came');
    });
  }

  test('without losses every encoded slice is sent once, and says CHUNK_SENT', async () => {
    const { chunks } = await simulated('--frames', '300');
    assert.is(chunks.lost, 0);
    assert.ok(chunks.slices > 300);
    assert.is(chunks.sent, chunks.slices);
  });

  test('lost chunks: STATUS_CONNECTION_RESET, a request and an I-frame each', async () => {
    const { chunks, frames, protocolEvents, ioControls, dataRate } = await simulated(
      '--frames',
      '20000',
      '--seed',
      '3',
    );
    assert.ok(chunks.resets > 2);
    assert.ok(chunks.sent < chunks.slices);
    assert.is(protocolEvents['MIRACAST_PROTOCOL_EVENT_IFRAME_RQ'], chunks.resets);
    assert.is(frames.iFrames, 1 + chunks.resets);
    assert.is(protocolEvents['MIRACAST_PROTOCOL_EVENT_MONITOR_ARRIVE'], 1);
    assert.is(protocolEvents['MIRACAST_PROTOCOL_EVENT_MONITOR_DEPART'], 1);
    // One at the start, one for each rate that the driver followed, one for each I-frame.
    assert.is(ioControls, 1 + dataRate.changes + chunks.resets);
  });

  test('a notification of the data rate a second', async () => {
    const { dataRate, virtualMilliseconds } = await simulated('--frames', '600');
    assert.is(dataRate.notifications, Math.floor(virtualMilliseconds / 1000));
    assert.is(dataRate.notifications, 10);
  });
});

suite('castbuf simulate: messages and the session', (test) => {
  test('held messages come first, those around Stop are cancelled, in this order', async () => {
    const result = await simulated(...ANY_LENGTH);
    const told = result.events.filter(({ event }) => !event.startsWith('data rate')).map(({ event }) => event);
    assert.equal(told, [
      'context created',
      'session started: monitor connected, link of 18.8 Mbit/s',
      '12 messages held before and during Start, now delivered',
      `${FRAMES.toLocaleString('en-US')} frames encoded`,
      'monitor off, session stopped',
      '6 messages during and after Stop cancelled',
      'context destroyed',
    ]);
    assert.is(messagesWith('STATUS_CANCELLED', result), 6);
    const times = result.events.map(({ milliseconds }) => milliseconds);
    assert.equal(
      times,
      times.toSorted((one, other) => one - other),
    );
  });

  test('every wrong message has its status, and no good one has another', async () => {
    const result = await simulated('--frames', '20000', '--seed', '3');
    assert.equal(result.messages.byStatus.map(({ name }) => name).toSorted(), [
      'STATUS_BUFFER_TOO_SMALL',
      'STATUS_CANCELLED',
      'STATUS_INFO_LENGTH_MISMATCH',
      'STATUS_INVALID_PARAMETER',
      'STATUS_NOT_FOUND',
      'STATUS_NOT_SUPPORTED',
      'STATUS_SUCCESS',
    ]);
    // Two of the five ways to be wrong are wrong lengths; each is one in a hundred.
    const { sent } = result.messages;
    const share = (status: string): number => (100 * messagesWith(status, result)) / sent;
    assert.ok(Math.abs(share('STATUS_INFO_LENGTH_MISMATCH') - 2) < 0.3);
    for (const status of ['STATUS_NOT_SUPPORTED', 'STATUS_INVALID_PARAMETER', 'STATUS_BUFFER_TOO_SMALL']) {
      assert.ok(Math.abs(share(status) - 1) < 0.3, status);
    }
    assert.ok(result.messages.bytesReturned > sent);
  });

  test('other threads: the same outcomes and the same bytes', async () => {
    const args = ['--frames', '600', '--seed', '9'];
    const one = await simulated(...args);
    for (const threads of ['2', '3']) {
      const other = await simulated(...args, '--threads', threads);
      assert.equal(other.messages, one.messages, `${threads} threads`);
      assert.equal([other.frames, other.chunks], [one.frames, one.chunks]);
    }
  });

  test('the text says what the JSON says', async () => {
    const { text } = await anySession('5');
    const { messages, frames, chunks, frameLatency } = await simulated('--seed', '5', ...ANY_LENGTH);
    const shown = (count: number): string => count.toLocaleString('en-US');
    for (const part of [
      `castbuf simulate  ${shown(FRAMES)} frames, seed 5, 1 thread\n`,
      `${shown(messages.sent)} messages, ${shown(messages.bytesReturned)} bytes returned\n`,
      `${shown(frames.complete)} complete (${shown(frames.reEncoded)} re-encoded`,
      `${shown(chunks.slices)} encoded, ${shown(chunks.sent)} sent (CHUNK_SENT)\n`,
      `p50 ${shown(frameLatency?.p50 ?? 0)}   p90 ${shown(frameLatency?.p90 ?? 0)}   p99 `,
    ]) {
      assert.ok(text.includes(part), part);
    }
  });
});

suite('castbuf simulate: wrong use ends with 2', (test) => {
  const cases: readonly (readonly [args: readonly string[], message: RegExp])[] = [
    [['--frames', '0'], /--frames is a whole number from 1 to 1099511627775, not 0/],
    [['--frames', '-1'], /--frames is a whole number from 1 to 1099511627775, not -1|no option/],
    [['--frames=-1'], /--frames is a whole number from 1 to 1099511627775, not -1/],
    [['--frames', 'x'], /--frames is a whole number .*, not x/],
    [['--frames', '1e9'], /--frames is a whole number .*, not 1e9/],
    [['--frames', '1099511627776'], /--frames is a whole number .*, not 1099511627776/],
    [['--frames'], /--frames needs a value/],
    [['--seed', '1.5'], /--seed is a whole number from 0 on, not 1\.5/],
    [['--seed', '9007199254740992'], /--seed is a whole number from 0 on, not 9007199254740992/],
    [['--threads', '0'], /--threads is a whole number from 1 to 64, not 0/],
    [['--threads', '65'], /--threads is a whole number from 1 to 64, not 65/],
    [['--frame', '3'], /no option --frame; did you mean --frames\?/],
    [['session.bin'], /simulate takes no file \(session\.bin\)/],
    [['-o', '-'], /-o takes a file for the recording/],
  ];
  for (const [args, message] of cases) {
    test(['simulate', ...args].join(' '), async () => {
      const { status, text, stderr } = await castbuf(['simulate', ...args]);
      assert.is(status, 2);
      assert.is(text, '');
      assert.match(stderr, message);
      assert.match(stderr, /^castbuf: [^\n]*\n$/);
    });
  }
});

suite('castbuf simulate: pipes, signals, memory', (test) => {
  test('a reader that goes away ends it quietly with 0', async () => {
    const child = start(['simulate', '--frames', '60'], ['ignore', 'pipe', 'pipe']);
    let stderr = '';
    child.stderr?.on('data', (piece: Buffer) => (stderr += piece.toString()));
    child.stdout?.destroy();
    const [status] = (await once(child, 'close')) as [number | null];
    assert.is(status, 0);
    assert.is(stderr, '');
  });

  for (const args of [[], ['--threads', '2']]) {
    test(['Control-C ends', 'simulate', ...args, 'with 130'].join(' '), async () => {
      const args130 = ['simulate', '--frames', '1000000000', ...args];
      const child = start(args130, ['ignore', 'pipe', 'pipe'], { node: ['--import', SAY_READY] });
      let stderr = '';
      child.stderr?.on('data', (piece: Buffer) => {
        stderr += piece.toString();
        if (stderr === 'ready') child.kill('SIGINT');
      });
      const [status, signal] = (await once(child, 'close')) as [number | null, string | null];
      // Where its threads take longer to end than a user waits, on a busy machine, the signal itself ends it: shells show that as 130, too.
      assert.ok(status === 130 || signal === 'SIGINT', `${status}, ${signal}: ${stderr}`);
      assert.is(stderr, 'readycastbuf: interrupted\n');
    });
  }

  // 100,000 frames are 370,000 chunks and 200,000 messages: kept, they would need several times of this heap. Fewer would fit.
  if (isDeep)
    test('memory does not grow with the frames', async () => {
      const args = ['simulate', '--json', '--frames', '100000'];
      const { status, text, stderr } = await castbuf(args, { node: ['--max-old-space-size=40'] });
      assert.is(status, 0, stderr);
      assert.is((JSON.parse(text) as SimulationResult).options.frames, 100_000);
    });
});

/** Says when the command listens to Control-C. */
const SAY_READY =
  'data:text/javascript,process.on("newListener",(name)=>{if(name==="SIGINT")setTimeout(()=>process.stderr.write("ready"),300)})';
