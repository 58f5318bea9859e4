import { counted, countText, sizeText } from '../numbers-text.js';
import type { SessionEvent } from './session-log.js';
import type { Outcome, SimulationResult } from './result.js';

const LABEL_CHARACTERS = 16;
const BAR_CHARACTERS = 24;

/** The report for people. Its last paragraph is real time; the rest is the same for the same options. */
export function simulationText(result: SimulationResult, heading: (text: string) => string): string {
  const { options, messages, realTime } = result;
  const lines = [
    `${heading('castbuf simulate')}  ${counted(options.frames, 'frame')}, seed ${options.seed}, ${counted(options.threads, 'thread')}`,
    '',
    heading('session, in seconds of virtual time'),
    ...eventLines(result.events),
    '',
    heading(`${counted(messages.sent, 'message')}, ${counted(messages.bytesReturned, 'byte')} returned`),
    ...outcomeLines(messages.byStatus, messages.sent),
    '',
    ...countLines(result),
    ...latencyLines(result, heading),
    '',
    heading('real time'),
    `  ${realTime.seconds.toFixed(2)} s: ${countText(realTime.messagesPerSecond)} messages/s and ${countText(realTime.chunksPerSecond)} chunks/s`,
  ];
  return `${lines.join('\n')}\n`;
}

/** The same for programs: `realTime` comes last. */
export function simulationJson(result: SimulationResult): string {
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

function eventLines(events: readonly SessionEvent[]): string[] {
  const times = events.map(({ milliseconds }) => (milliseconds / 1000).toFixed(3));
  const width = Math.max(...times.map((time) => time.length));
  return events.map(({ event }, index) => `  ${(times[index] as string).padStart(width)}  ${event}`);
}

function outcomeLines(outcomes: readonly Outcome[], sent: number): string[] {
  const width = Math.max(...outcomes.map(({ name }) => name.length));
  const most = Math.max(...outcomes.map(({ messages }) => messages));
  const countWidth = countText(most).length;
  return outcomes.map(({ name, messages }) => {
    const share = `${((messages / sent) * 100).toFixed(1)} %`.padStart(7);
    const bar = '█'.repeat(Math.round((messages / most) * BAR_CHARACTERS));
    return `  ${name.padEnd(width)}  ${countText(messages).padStart(countWidth)}  ${share}  ${bar}`.trimEnd();
  });
}

function countLines({ frames, chunks, protocolEvents, dataRate, ioControls }: SimulationResult): string[] {
  const { complete, reEncoded, dropped, droppedUnstarted, iFrames } = frames;
  const lost = chunks.lost === 0 ? 'none lost' : `${countText(chunks.lost)} lost in ${counted(chunks.resets, 'reset')}`;
  const events = Object.entries(protocolEvents).map(
    ([name, count]) => `${name.replace('MIRACAST_PROTOCOL_EVENT_', '')} ${countText(count)}`,
  );
  const rows: readonly (readonly [string, string])[] = [
    [
      'frames',
      `${countText(complete)} complete (${countText(reEncoded)} re-encoded, ${counted(iFrames, 'I-frame')}), ` +
        `${countText(dropped)} dropped (${countText(droppedUnstarted)} before their start)`,
    ],
    ['chunks', `${countText(chunks.reported)} with ${sizeText(chunks.privateBytes)} of private data, ${lost}`],
    ['slices', `${countText(chunks.slices)} encoded, ${countText(chunks.sent)} sent (CHUNK_SENT)`],
    ['protocol events', events.join(', ')],
    ['data rate', `${counted(dataRate.notifications, 'notification')}, ${counted(dataRate.changes, 'change')}`],
    ['I/O control', counted(ioControls, 'request')],
  ];
  return rows.map(([label, text]) => label.padEnd(LABEL_CHARACTERS) + text);
}

function latencyLines({ frameLatency }: SimulationResult, heading: (text: string) => string): string[] {
  if (frameLatency === null) return [];
  const { frames, p50, p90, p99, max } = frameLatency;
  const figures = Object.entries({ p50, p90, p99, max }).map(([name, value]) => `${name} ${countText(value)}`);
  return ['', heading(`latency of ${counted(frames, 'encoded frame')}, in µs`), `  ${figures.join('   ')}`];
}
