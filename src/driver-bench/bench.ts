import { CastbufError } from '../errors/index.js';
import { AwaitTurns, processTurn } from './await-turns.js';
import { benchOptions, type CommonOptions } from './bench-options.js';
import { BenchWorld, type Filling } from './bench-world.js';
import { functionsOf, type DriverFunctions, type DriverUnderTest } from './given-driver.js';
import { replaceSurroundings, VirtualTime } from './virtual-time.js';

/** A real process, as far as a bench asks it. */
interface EventSource {
  on(event: 'unhandledRejection', listener: (error: unknown) => void): void;
  off(event: 'unhandledRejection', listener: (error: unknown) => void): void;
}

/** Runs of one driver, one after the other, in virtual time. Only one bench at a time: it replaces `setTimeout` and its like while it is open. */
export class Bench {
  readonly turns = new AwaitTurns();
  private readonly surroundings: { time: VirtualTime; jobRan: () => void };
  private readonly restore: () => void;
  private world: BenchWorld | undefined;
  private made: DriverFunctions | undefined;

  constructor(
    private readonly driver: DriverUnderTest,
    private readonly given: CommonOptions,
  ) {
    this.surroundings = {
      time: new VirtualTime(),
      jobRan: () => {
        this.turns.jobs++;
      },
    };
    this.restore = replaceSurroundings(this.surroundings);
    eventSource()?.on('unhandledRejection', this.rejected);
  }

  /** Before anything runs: what is wrong with the driver's interface; undefined for nothing. */
  wrongInterface(): string | undefined {
    const made = this.make(new VirtualTime());
    return made.functions === undefined ? made.wrong : undefined;
  }

  /** A new run. Nothing runs any more of the one before it. @throws what the function that makes a driver throws */
  open(filling?: Filling): BenchWorld {
    const time = new VirtualTime();
    this.surroundings.time = time;
    const { driver, functions, wrong } = this.make(time);
    if (functions === undefined) throw new CastbufError('ERR_USAGE', `this driver cannot be run: ${wrong}`);
    this.world = new BenchWorld(functions, time, benchOptions(this.given, driver), filling);
    return this.world;
  }

  /** Ends a run: what the driver still does is not looked at. */
  async close(world: BenchWorld): Promise<void> {
    await processTurn(); // what was rejected, and nobody heard of, belongs to it
    world.isClosed = true;
    await this.turns.rest();
    this.given.signal?.throwIfAborted();
  }

  end(): void {
    eventSource()?.off('unhandledRejection', this.rejected);
    this.restore();
    this.turns.close();
  }

  private make(time: VirtualTime): DriverFunctions {
    if (this.made !== undefined && typeof this.driver !== 'function') return this.made;
    const made = functionsOf(this.driver, { clock: time });
    this.made = made;
    return made;
  }

  private readonly rejected = (error: unknown): void => this.world?.threw(error, 'a promise that nobody waits for');
}

function eventSource(): EventSource | undefined {
  const { process } = globalThis as { process?: Partial<EventSource> };
  return typeof process?.on === 'function' ? (process as EventSource) : undefined;
}
