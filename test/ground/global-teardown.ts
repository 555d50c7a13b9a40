/** After the last test: what the set-up started is stopped. */
import './global-setup.ts';

export default async function stopRealParts(): Promise<void> {
  await globalThis.passerelleTestMongod?.stop();
}
