import { describeDataError, whatOf } from './messages.js';
import { counted, countText } from './numbers-text.js';
import { OPEN_FRAMES, type FrameTimes } from './frame-times.js';
import type { Histogram } from './histogram.js';
import { printable } from './printable.js';
import type { Statistics } from './statistics.js';

export interface StatSubject {
  readonly file: string;
  readonly type: string;
  readonly abi: string;
}

const BAR_CHARACTERS = 24;
/** Sets of steps that the text lists; the JSON has all of them. */
const SHOWN_STEPS = 8;
const PERCENTILES = { p50: 0.5, p95: 0.95, p99: 0.99 } as const;

/** The report for people. */
export function statText(statistics: Statistics, subject: StatSubject, heading: (text: string) => string): string {
  const { records, seen, bytes, shortest, longest, error, frames } = statistics;
  const lines = [
    `${heading(printable(subject.file))}  ${printable(subject.type)}, ${subject.abi}`,
    '',
    `records         ${countText(records)} in ${counted(bytes, 'byte')}`,
    ...(records > 0
      ? [
          `record length   ${countText(shortest)} min, ${countText(bytes / records)} mean, ${countText(longest)} max bytes`,
        ]
      : []),
    `errors          ${error === undefined ? 'none' : printable(describeDataError(error, seen))}`,
    ...badLines(statistics),
    ...kindLines(statistics, heading),
    ...(frames === undefined || frames.frames === 0 ? [] : frameLines(frames, heading)),
  ];
  return `${lines.join('\n')}\n`;
}

/** The same for programs. */
export function statJson(statistics: Statistics, subject: StatSubject): object {
  const { records, seen, bytes, shortest, longest, error, bad, kind, kindCounts, frames } = statistics;
  return {
    ...subject,
    records,
    bytes,
    length: records === 0 ? null : { min: shortest, mean: bytes / records, max: longest },
    error:
      error === undefined
        ? null
        : { code: error.code, offset: error.offset, record: seen, path: error.path ?? null, hint: error.hint },
    ...(bad.first !== undefined && {
      badRecords: { records: bad.count, bytes: bad.bytes, first: { code: bad.first.code, offset: bad.first.offset } },
    }),
    kinds:
      kind === undefined && kindCounts.length === 0
        ? null
        : {
            member: kind?.path ?? null,
            counts: kindCounts.map(({ value, name, records }) => ({
              value: value ?? null,
              name: name ?? null,
              records,
            })),
          },
    frames:
      frames === undefined
        ? null
        : {
            frames: frames.frames,
            steps: frames.stepCounts,
            processingTime: frames.times.count === 0 ? null : timesOf(frames.times),
            openFrames: OPEN_FRAMES,
            evicted: frames.evicted,
          },
  };
}

function timesOf(times: Histogram): Record<string, number | string> {
  const { count, min, mean, max } = times;
  const parts = Object.entries(PERCENTILES).map(([name, part]) => [name, times.percentile(part)]);
  return { unit: 'microseconds', frames: count, min, mean, ...Object.fromEntries(parts), max };
}

function badLines({ bad: { count, bytes, first, what: called } }: Statistics): string[] {
  if (first === undefined) return [];
  const what = `${whatOf(first)} at offset 0x${(first.offset ?? 0).toString(16)}`;
  return [`passed over     ${counted(count, called)} of ${counted(bytes, 'byte')}; the first: ${printable(what)}`];
}

function kindLines(statistics: Statistics, heading: (text: string) => string): string[] {
  const { kind, kindCounts, records } = statistics;
  if (kindCounts.length === 0) return [];
  const labels = kindCounts.map(({ value, name }) =>
    printable(name ?? (value === undefined ? 'other values' : `${value} (no name)`)),
  );
  const width = Math.max(...labels.map((label) => label.length));
  const most = Math.max(...kindCounts.map((one) => one.records));
  const countWidth = countText(most).length;
  const rows = kindCounts.map((one, index) => {
    const share = `${((one.records / records) * 100).toFixed(1)} %`.padStart(7);
    const bar = '█'.repeat(Math.round((one.records / most) * BAR_CHARACTERS));
    return `  ${(labels[index] as string).padEnd(width)}  ${countText(one.records).padStart(countWidth)}  ${share}  ${bar}`.trimEnd();
  });
  return ['', heading(`records by ${kind === undefined ? 'type' : printable(kind.path)}`), ...rows];
}

function frameLines(frames: FrameTimes, heading: (text: string) => string): string[] {
  const counts = frames.stepCounts;
  const shown = counts.slice(0, SHOWN_STEPS).map((one) => ({ label: one.steps.join(' + '), count: one.frames }));
  const rest = counts.slice(SHOWN_STEPS);
  if (rest.length > 0) {
    const label = counted(rest.length, 'other combination');
    shown.push({ label, count: rest.reduce((sum, one) => sum + one.frames, 0) });
  }
  const width = Math.max(...shown.map(({ label }) => label.length));
  const countWidth = Math.max(...shown.map(({ count }) => countText(count).length));
  const rows = shown.map(({ label, count }) => `  ${label.padEnd(width)}  ${countText(count).padStart(countWidth)}`);
  const notes =
    frames.evicted === 0
      ? []
      : [`  (${counted(frames.evicted, 'frame')} counted early: ${countText(OPEN_FRAMES)} are followed at a time)`];
  return [
    '',
    heading(`steps of ${counted(frames.frames, 'frame')}`),
    ...rows,
    ...notes,
    ...timeLines(frames.times, heading),
  ];
}

function timeLines(times: Histogram, heading: (text: string) => string): string[] {
  if (times.count === 0) return [];
  const percentiles = Object.entries(PERCENTILES).map(([name, part]) => `${name} ${countText(times.percentile(part))}`);
  const figures = [...percentiles, `max ${countText(times.max)}`, `mean ${countText(times.mean)}`];
  return [
    '',
    heading(
      `processing time of ${counted(times.count, 'frame')} that started and ${times.count === 1 ? 'was' : 'were'} encoded, in µs`,
    ),
    `  ${figures.join('   ')}`,
  ];
}
