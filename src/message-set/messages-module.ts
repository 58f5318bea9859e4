import { MESSAGES_ABI_VERSION as abi } from '../../assembly/messages/layout.js';
import text from 'castbuf:kernel/messages';
import type { MessagesExports, KernelModule } from '../memory/index.js';

export const MESSAGES: KernelModule<MessagesExports> = {
  name: 'messages',
  version: 'messagesAbiVersion',
  abi,
  text,
  needs: [],
};
