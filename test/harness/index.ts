export { driverSuite, engineSuite, interpretedSuite, suite, type Test } from './suites.js';
export { isDeep, rounds, sampled } from './rounds.js';
export { readFixture, readFixtureText } from './read-fixture.js';
export type { EngineUnderTest } from './engines.js';
