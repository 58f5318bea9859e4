/** The entry castbuf/recording. */
export {
  functionOf,
  MIRACAST_RECORD,
  type RecordDirection,
  RecordFlags,
  type RecordedEvent,
  type RecordingOptions,
  RecordingWriter,
  type RecordKind,
  readRecording,
  replay,
  type ReplayDifference,
  type ReplayedDriver,
  type ReplayOptions,
  type ReplayResult,
  type ReplayWorld,
  writeRecording,
} from './recording/index.js';
export { CastbufError, type ErrorCode } from './errors/index.js';
