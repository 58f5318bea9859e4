import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import * as assert from 'uvu/assert';
import { suite } from '../harness/index.js';
import { AS_CHUNKS, CASTBUF } from './run-castbuf.js';

/** `script` of util-linux runs a command on a terminal of its own. That of other systems has other options. */
const hasTerminal = spawnSync('script', ['--version'], { encoding: 'utf8' }).stdout?.includes('util-linux') === true;

interface End {
  readonly status: number | null;
  readonly text: string;
}

/** Runs a line of a shell on a terminal; `keys` are pressed when the terminal shows `prompt`. */
async function onTerminal(line: string, keys = '', prompt = ''): Promise<End> {
  const child = spawn('script', ['-qec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] });
  let text = '';
  let isPressed = keys === '';
  child.stdout.on('data', (piece: Buffer) => {
    text += piece.toString();
    if (isPressed || !text.includes(prompt)) return;
    isPressed = true;
    child.stdin.write(keys);
  });
  const [status] = (await once(child, 'close')) as [number | null];
  child.stdin.destroy();
  return { status, text: text.replaceAll('\r', '') };
}

const node = `${process.execPath} ${CASTBUF}`;
const CHUNKS = 'test/vectors/chunks-10k.bin';

suite('castbuf on a terminal', (test) => {
  if (!hasTerminal) return test.skip('there is no `script` of util-linux to make one');

  test('one that says it has 0 columns gets 80', async () => {
    const shown = `${node} decode ${CHUNKS} --limit 3 ${AS_CHUNKS.join(' ')}`;
    const [none, eighty] = await Promise.all([0, 80].map((columns) => onTerminal(`stty cols ${columns}; ${shown}`)));
    assert.is(none?.status, 0);
    assert.is(none?.text, eighty?.text);
    const longest = (none?.text ?? '')
      .split('\n')
      .slice(1, 4)
      .map((line) => line.length);
    assert.ok(Math.max(...longest) > 60 && Math.max(...longest) <= 80, String(longest));
  });

  test('Control-C while it waits for what somebody types', async () => {
    const waits = `${node.replace(' ', ` --import '${SAY_READY}' `)} decode - ${AS_CHUNKS.join(' ')}`;
    const { status, text } = await onTerminal(waits, '\u0003', 'ready');
    assert.is(status, 130);
    assert.match(text, /^ready\^?C?castbuf: interrupted\n$/);
  });
});

const SAY_READY =
  'data:text/javascript,process.on("newListener",(name)=>{if(name==="SIGHUP")setTimeout(()=>process.stderr.write("ready"),150)})';
