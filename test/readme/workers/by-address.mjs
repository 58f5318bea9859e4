/* oxlint-disable import/no-absolute-path -- an address is all that a worker has */
import * as castbuf from '/node_modules/castbuf/build/index.js';
import * as miracast from '/node_modules/castbuf/build/miracast.js';
import { definitionWith } from './definition.mjs';

miracast.serveMessages(miracast.defineDriver(definitionWith(castbuf, miracast)));
