/** `npm start`: the demo, from the environment (.env.example says what is read), with what a person needs to try it on the screen. */
import { customers } from './demo/customers.ts';
import { createLog } from './server/log.ts';
import { type Demo, startDemo } from './start-demo.ts';

const { DEMO_PORT = '3000', DEMO_HOST, DEMO_CONFIG, DEMO_RESET, MONGODB_URI, LOG_LEVEL = 'info' } = process.env;

try {
  const demo = await startDemo({
    port: portFrom(DEMO_PORT),
    log: createLog({ level: LOG_LEVEL }),
    mongoUri: given(MONGODB_URI),
    reset: DEMO_RESET === '1',
    configurationFile: given(DEMO_CONFIG),
    host: given(DEMO_HOST),
  });
  console.log(welcome(demo));
  stopOn(demo, 'SIGTERM', 'SIGINT');
} catch (error) {
  console.error(`The demo did not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

function portFrom(value: string): number {
  const port = Number(value);
  if (!Number.isInteger(port) || port < 1 || port > 65_526)
    throw new Error(`DEMO_PORT=${value}: a number from 1 to 65526 is needed, nine ports above it are used`);
  return port;
}

function given(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function welcome({ urls }: Demo): string {
  const rows = customers.map(({ name, space, identifier, secretCode, company }) =>
    `  ${name.padEnd(16)} ${space.padEnd(13)} ${identifier}  ${secretCode}  ${company ?? ''}`.trimEnd(),
  );
  return [
    '',
    `  Espace Professionnel   ${urls.pro}    start here`,
    `  Espace Particuliers    ${urls.particuliers}`,
    `  Pass Sécurité          ${urls.phone}    the telephone: approve here`,
    `  Poste conseiller       ${urls.desk}    the adviser's desk`,
    `  Provider               ${urls.issuer}`,
    '',
    `  Customers              ${MONGODB_URI ? 'kept in MongoDB' : 'kept in memory: everything is lost on exit'}`,
    ...rows,
    '',
    'ready',
  ].join('\n');
}

function stopOn(demo: Demo, ...signals: readonly NodeJS.Signals[]): void {
  let stopping = false;
  for (const signal of signals) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      demo.close().catch((error: unknown) => {
        console.error(`The demo did not stop in good order: ${error instanceof Error ? error.message : String(error)}`);
        process.exitCode = 1;
      });
    });
  }
}
