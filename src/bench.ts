/** The entry castbuf/bench. */
export {
  conformDriver,
  exploreDriver,
  type CommonOptions,
  type ConformOptions,
  type DriverSurroundings,
  type DriverUnderTest,
  type Exploration,
  type ExploreScenario,
  type GivenDriver,
  type Rule,
  type RuleResult,
  type SampleMessage,
} from './driver-bench/index.js';
export { CastbufError, type ErrorCode } from './errors/index.js';
