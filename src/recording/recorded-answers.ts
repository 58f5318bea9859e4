import { seriesOf, type RecordedEvent, type Series } from './record.js';

/** An event of a recording, and where it stands in it. */
interface Placed {
  readonly index: number;
  readonly event: RecordedEvent;
}

/** What the system has answered a driver, by the call. */
export class RecordedAnswers {
  private readonly answers = new Map<string, Placed>();

  constructor(recording: readonly RecordedEvent[]) {
    recording.forEach((event, index) => {
      const series = seriesOf(event);
      const isAnswer = series === 'registration' || (isAsked(series) && event.direction === 'to driver');
      if (isAnswer) this.answers.set(keyOf(series, event.device, event.call), { index, event });
    });
  }

  of(series: Series, device: number, call: number): Placed | undefined {
    return this.answers.get(keyOf(series, device, call));
  }
}

export function isAsked(series: Series): series is 'I/O control' | 'chunk data' {
  return series === 'I/O control' || series === 'chunk data';
}

function keyOf(series: Series, device: number, call: number): string {
  return `${series} ${device} ${call}`;
}
