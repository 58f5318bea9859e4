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
  writeRecording,
} from './recording/index.js';
export { CastbufError, type ErrorCode } from './errors/index.js';
