// The page's import map does not reach here.
import * as castbuf from 'castbuf';
import * as miracast from 'castbuf/miracast';
import { definitionWith } from './definition.mjs';

miracast.serveMessages(miracast.defineDriver(definitionWith(castbuf, miracast)));
