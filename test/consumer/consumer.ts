// A user's project, as far as types go: every public entry through the package's own exports, without the DOM's types and with
// every declaration checked. It fails when a declaration names WebAssembly, a kernel type, or a file that is not shipped.
import * as castbuf from 'castbuf';
import * as withoutWebAssembly from 'castbuf/js';
import * as miracast from 'castbuf/miracast';
import * as ntstatus from 'castbuf/ntstatus';

export const everything = { castbuf, withoutWebAssembly, miracast, ntstatus };
