export { parseHeader } from './parse-header.js';
export type { HeaderOptions } from './parse-header.js';
export { HeaderError } from './header-error.js';
export type { HeaderNote, HeaderPlace } from './header-error.js';
export type {
  Header,
  HeaderCount,
  HeaderEnum,
  HeaderMember,
  HeaderMessages,
  HeaderRecord,
  HeaderTypedef,
  PointerTarget,
  ImportedType,
} from './header.js';
export type { Annotations, ConstantOrName, MemberAnnotation, RecordAnnotation } from './annotations.js';
export type { LayoutFlags } from './layout-flags.js';
export { DEFAULT_HEADER_LIMITS } from './limits.js';
export type { HeaderLimits } from './limits.js';
export type { HeaderTarget } from './predefined.js';
export type { Include, IncludedFile, IncludeRequest } from './preprocessor.js';
