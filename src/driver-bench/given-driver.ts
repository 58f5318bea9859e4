import { CastbufError, shownValue } from '../errors/index.js';
import type { Clock, MiracastDriver, MiracastDriverInterface } from '../miracast/index.js';
import { isSuccess } from '../ntstatus/index.js';
import { statusText } from './bench-text.js';

const FUNCTIONS = [
  'CreateMiracastContext',
  'DestroyMiracastContext',
  'StartMiracastSession',
  'StopMiracastSession',
  'HandleKernelModeMessage',
] as const satisfies readonly (keyof MiracastDriverInterface)[];

const INTERFACE_BYTES = 48;
const VERSION = 1;

/** The five functions, and perhaps the one that gives them. */
export type GivenDriver = Pick<MiracastDriverInterface, (typeof FUNCTIONS)[number]> | MiracastDriver;

/** What a function that makes a driver is handed. */
export interface DriverSurroundings {
  /** The bench's virtual time; `setTimeout` and `performance.now` have the same. */
  readonly clock: Clock;
}

/**
 * A driver, or a function that makes one: it is called for each run, so that nothing of a run is left for the next. A driver that is given as it is must have no state
 * beside its contexts.
 */
export type DriverUnderTest = GivenDriver | ((surroundings: DriverSurroundings) => GivenDriver);

/** The functions of a driver, or what is wrong with it. */
export interface DriverFunctions {
  readonly driver: object;
  /** Undefined where `wrong` says why. */
  readonly functions: MiracastDriverInterface | undefined;
  readonly wrong: string;
}

/** @throws CastbufError ERR_USAGE where it is neither a driver nor a function; what that function throws */
export function functionsOf(given: DriverUnderTest, surroundings: DriverSurroundings): DriverFunctions {
  const driver = typeof given === 'function' ? given(surroundings) : given;
  if (typeof driver !== 'object' || driver === null) {
    const hint = `a bench takes an object with ${FUNCTIONS.join(', ')}, or a function that makes one, not ${shownValue(driver)}`;
    throw new CastbufError('ERR_USAGE', hint);
  }
  if (typeof (driver as Partial<MiracastDriver>).QueryMiracastDriverInterface !== 'function') {
    return complete(driver, driver as Partial<MiracastDriverInterface>);
  }
  return queried(driver as MiracastDriver);
}

/** Does the driver hold messages back itself, as `defineDriver` has it? */
export function holdsMessages(given: object): boolean {
  return typeof (given as { attachMiracastContext?: unknown }).attachMiracastContext === 'function';
}

function queried(driver: MiracastDriver): DriverFunctions {
  const filled: Partial<MiracastDriverInterface> = {};
  const status = driver.QueryMiracastDriverInterface(VERSION, INTERFACE_BYTES, filled);
  if (typeof status !== 'number' || !isSuccess(status)) {
    return {
      driver,
      functions: undefined,
      wrong: `QueryMiracastDriverInterface(1, 48) answered ${statusText(status)}`,
    };
  }
  if (typeof filled.Size !== 'number' || filled.Size < INTERFACE_BYTES) {
    return {
      driver,
      functions: undefined,
      wrong: `Size of MIRACAST_DRIVER_INTERFACE is ${shownValue(filled.Size)}, not 48`,
    };
  }
  return complete(driver, filled);
}

function complete(driver: object, filled: Partial<MiracastDriverInterface>): DriverFunctions {
  const missing = FUNCTIONS.filter((name) => typeof filled[name] !== 'function');
  const functions = missing.length === 0 ? (filled as MiracastDriverInterface) : undefined;
  return { driver, functions, wrong: `${missing.join(', ')} is no function` };
}
