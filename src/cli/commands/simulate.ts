import process from 'node:process';
import type { SimulateRequest } from '../arguments.js';
import { emphasise } from '../colour.js';
import type { Interruption } from '../interruption.js';
import { countText } from '../numbers-text.js';
import { printText } from '../output.js';
import { Progress } from '../progress.js';
import { simulationJson, simulationText } from '../simulation/report.js';
import { resultOf } from '../simulation/result.js';
import { SimulatedSession } from '../simulation/session.js';

/** A whole session in one process: host, display miniport driver and a sample driver, in virtual time. */
export async function simulate(request: SimulateRequest, interruption: Interruption): Promise<void> {
  const { frames, seed, threads, json } = request;
  const options = { frames, seed, threads };
  const session = new SimulatedSession(options);
  const progress = new Progress(false);
  const showProgress = (): void => {
    const { complete, dropped } = session.encoder.frames;
    progress.showText(() => `${countText(complete + dropped)} of ${countText(frames)} frames`);
  };
  const begin = performance.now();
  try {
    await session.run({ signal: interruption.signal, onTurn: showProgress });
  } finally {
    progress.clear();
  }
  const result = resultOf(session, options, (performance.now() - begin) / 1000);
  const heading = (text: string): string => emphasise(text, 'bold', process.stdout);
  await printText(json ? simulationJson(result) : simulationText(result, heading), { inputs: [], interruption });
}
