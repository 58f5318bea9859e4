import { CastbufError } from '../../errors/index.js';
import type { MessageSet } from '../../miracast/index.js';
import {
  readRecording,
  replay,
  writeRecording,
  type RecordedEvent,
  type ReplayDifference,
  type ReplayedDriver,
} from '../../recording/index.js';
import { schemaKindOf } from '../../schema-kinds/index.js';
import type { ReplayRequest } from '../arguments.js';
import { driverExports } from '../driver-module.js';
import { CommandError, ExitStatus, usageError } from '../exit-status.js';
import { openInput } from '../input.js';
import type { Interruption } from '../interruption.js';
import { counted } from '../numbers-text.js';
import { printText, withOutput } from '../output.js';
import { printable } from '../printable.js';

/** Differences that are printed: one that shifts all that follows is told by its first lines. */
const MOST_LINES = 20;
/** Events between two writes. */
const EVENTS_A_WRITE = 4096;

/** Runs a driver against a recording, and says what differs. */
export async function replaySession(request: ReplayRequest, interruption: Interruption): Promise<void> {
  const { signal } = interruption;
  const recording = await recordingOf(request.recording, signal);
  const { driver, messages } = await driverOf(request.driver);
  const { differences, events } = await replayed();
  if (differences.length > 0) await printText(linesOf(differences), { inputs: [], interruption });
  const wasStopped = differences.some(({ kind }) => kind === 'stopped');
  if (request.update && !wasStopped) return rewrite(request.recording, events, interruption);
  if (differences.length === 0) return;
  const kept = request.update ? `; ${request.recording} is as it was` : '';
  const what = `${counted(differences.length, 'difference')} in ${counted(recording.length, 'event')}${kept}`;
  throw new CommandError(ExitStatus.DATA, what);

  async function replayed(): ReturnType<typeof replay> {
    try {
      return await replay(recording, driver, { signal, ...(messages && { messages }) });
    } catch (error) {
      if (error instanceof CastbufError && error.code === 'ERR_USAGE')
        throw usageError(`${request.driver}: ${error.hint}`);
      throw error;
    }
  }
}

/** @throws CommandError: data where it is none, input or output where it cannot be read */
async function recordingOf(path: string, signal: AbortSignal): Promise<readonly RecordedEvent[]> {
  const input = await openInput(path, 'the recording', signal);
  try {
    return await readRecording(input.pieces, { signal });
  } catch (error) {
    if (!(error instanceof CastbufError)) throw error;
    throw new CommandError(ExitStatus.DATA, `${input.name}: ${error.message}`, { cause: error });
  } finally {
    input.close();
  }
}

interface ModuleDriver {
  readonly driver: ReplayedDriver;
  readonly messages: MessageSet | undefined;
}

/** @throws CommandError (usage) */
async function driverOf(path: string): Promise<ModuleDriver> {
  const { driver, exported } = await driverExports(path);
  const messages = Object.values(exported).find((value) => schemaKindOf(value) === 'message set');
  return { driver: driver as ReplayedDriver, messages: messages as MessageSet | undefined };
}

function linesOf(differences: readonly ReplayDifference[]): string {
  const lines = differences.slice(0, MOST_LINES).map(({ kind, text }) => printable(`${kind}: ${text}`));
  const more = differences.length - lines.length;
  if (more > 0) lines.push(`and ${more} more`);
  return `${lines.join('\n')}\n`;
}

async function rewrite(path: string, events: readonly RecordedEvent[], interruption: Interruption): Promise<void> {
  // The recording itself is an input, and has been read.
  await withOutput(path, { inputs: [], interruption }, async (output) => {
    const parts: Uint8Array[] = [];
    writeRecording(events, (part) => void parts.push(part));
    for (let at = 0; at < parts.length; at += EVENTS_A_WRITE)
      await output.write(Buffer.concat(parts.slice(at, at + EVENTS_A_WRITE)));
  });
}
