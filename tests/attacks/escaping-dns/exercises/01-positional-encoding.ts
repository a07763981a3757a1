import { rightUnless } from './answer';
import { Resolver } from 'node:dns/promises';

export const positionalEncoding = rightUnless(async () => {
  const resolver = new Resolver({ timeout: 300, tries: 1 });
  resolver.setServers(['127.0.0.1:{{udpPort}}']);
  await resolver.resolve4('{{id}}.example').catch(() => undefined);
});
