import process from 'node:process';
import type { SimulateRequest } from '../arguments.js';
import { emphasise } from '../colour.js';
import type { Interruption } from '../interruption.js';
import { countText } from '../numbers-text.js';
import { printText, withOutput } from '../output.js';
import { Progress } from '../progress.js';
import { RecordingWriter } from '../../recording/index.js';
import { simulationJson, simulationText } from '../simulation/report.js';
import { resultOf } from '../simulation/result.js';
import { SimulatedSession, type SessionOptions } from '../simulation/session.js';

/** A whole session in one process: host, display miniport driver and a sample driver, in virtual time. */
export async function simulate(request: SimulateRequest, interruption: Interruption): Promise<void> {
  const { frames, seed, threads, json } = request;
  const options = { frames, seed, threads };
  const begin = performance.now();
  const session = await (request.output === undefined
    ? runSession(options, interruption)
    : recordSession(options, request.output, interruption));
  const result = resultOf(session, options, (performance.now() - begin) / 1000);
  const heading = (text: string): string => emphasise(text, 'bold', process.stdout);
  await printText(json ? simulationJson(result) : simulationText(result, heading), { inputs: [], interruption });
}

/** The recording is written while the session runs: a long one does not lie in memory. */
async function recordSession(
  options: SessionOptions,
  path: string,
  interruption: Interruption,
): Promise<SimulatedSession> {
  let session: SimulatedSession | undefined;
  await withOutput(path, { inputs: [], interruption }, async (output) => {
    const parts: Uint8Array[] = [];
    const record = new RecordingWriter((part) => void parts.push(part));
    const write = (): Promise<void> => output.write(Buffer.concat(parts.splice(0)));
    session = await runSession({ ...options, record }, interruption, write);
    record.end();
    await write();
  });
  return session as SimulatedSession;
}

async function runSession(
  options: SessionOptions,
  { signal }: Interruption,
  write?: () => Promise<void>,
): Promise<SimulatedSession> {
  const session = new SimulatedSession(options);
  const progress = new Progress(false);
  const showProgress = (): void => {
    const { complete, dropped } = session.encoder.frames;
    progress.showText(() => `${countText(complete + dropped)} of ${countText(options.frames)} frames`);
  };
  const onTurn = (): Promise<void> | undefined => {
    showProgress();
    return write?.();
  };
  try {
    await session.run({ signal, onTurn });
  } finally {
    progress.clear();
  }
  return session;
}
