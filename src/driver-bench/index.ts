/**
 * A bench for drivers: does a Miracast driver keep the rules of the interface, and does it in every order of what happens?
 *
 * @module
 */
export { conformDriver, type ConformOptions } from './conform.js';
export { exploreDriver, type Exploration, type ExploreScenario } from './explore.js';
export type { RuleResult } from './conform-findings.js';
export type { CommonOptions, SampleMessage } from './bench-options.js';
export type { DriverSurroundings, DriverUnderTest, GivenDriver } from './given-driver.js';
export type { Rule } from './rules.js';
