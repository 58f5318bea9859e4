import { definitionWith } from './definition.mjs';

addEventListener(
  'message',
  async ({ data }) => {
    const [castbuf, miracast] = await Promise.all(data.addresses.map((address) => import(address)));
    miracast.serveMessages(miracast.defineDriver(definitionWith(castbuf, miracast)));
  },
  { once: true },
);
