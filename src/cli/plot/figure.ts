/** A place along an axis, from 0 to 1, with what is written there. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface Axis {
  readonly title: string;
  readonly ticks: readonly Tick[];
  /** Where a value lies, from 0 to 1. */
  share(value: number): number;
}

/** A cell of a line: the first, least, most and last of its values, and where it lies. */
export interface LineCell {
  readonly x: number;
  readonly first: number;
  readonly low: number;
  readonly high: number;
  readonly last: number;
}

export interface Line {
  readonly title: string;
  /** In the order of x. */
  readonly cells: readonly LineCell[];
}

/** Lines over an axis; where x goes back and forth, the range of y in each cell. */
export interface LineFigure {
  readonly kind: 'lines';
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  readonly isOrdered: boolean;
}

export interface Bar {
  /** Both ends along x. */
  readonly from: number;
  readonly to: number;
  /** The value or the values that it counts. */
  readonly label: string;
  readonly count: number;
}

export interface BarFigure {
  readonly kind: 'bars';
  readonly x: Axis;
  readonly y: Axis;
  readonly bars: readonly Bar[];
  /** Each bar has a name, and x no ticks. */
  readonly isNamed: boolean;
}

export interface HeatCell {
  /** Both ends along x and y. */
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
  readonly count: number;
}

export interface HeatFigure {
  readonly kind: 'heat';
  readonly x: Axis;
  readonly y: Axis;
  readonly cells: readonly HeatCell[];
  readonly most: number;
}

/** What is drawn, as a file or on a terminal. All places are from 0 to 1, from the left and from below. */
export type Figure = LineFigure | BarFigure | HeatFigure;

/** How much of it there is room for. */
export interface Detail {
  /** About how many ticks there are along x, and along y. */
  readonly xTicks: number;
  readonly yTicks: number;
  readonly mostBars: number;
}
