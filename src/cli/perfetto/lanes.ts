/** A track of the trace, and when what was drawn on it last ends. */
interface Lane {
  readonly track: number;
  end: bigint;
}

/** More records at the same time are no timeline that a person looks at. */
const MOST_LANES = 256;

/** Tracks of one name. What overlaps in time is drawn on several of them: on one, an end would be taken for that of what began last. */
export class Lanes {
  private readonly lanes: Lane[] = [];

  /** @param open a new track: the first of these is number 1 */
  constructor(private readonly open: (lane: number) => number) {}

  /** The first track that is free from `begin` on; undefined where all are taken. */
  trackFor(begin: bigint, end: bigint): number | undefined {
    let lane = this.lanes.find((one) => one.end <= begin);
    if (lane === undefined) {
      if (this.lanes.length === MOST_LANES) return undefined;
      lane = { track: this.open(this.lanes.length + 1), end };
      this.lanes.push(lane);
    }
    lane.end = end;
    return lane.track;
  }

  /** Where something that takes no time is drawn, whatever else is there. */
  get first(): number {
    return (this.lanes[0] as Lane).track;
  }
}
