/**
 * `npm run test:htmlunit`: login and consent on the running demo with HtmlUnit, the browser of the OpenID Foundation's conformance suite,
 * with its JavaScript and without. Needs Java 17 and Maven; says loudly when it has not run. A demo of its own, in memory, for each walk.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const jars = `${root}.cache/htmlunit`;

const missing = ['java', 'mvn'].filter((program) => spawnSync(program, ['-version']).status !== 0);
if (missing.length > 0) {
  console.error(`\n!!! test:htmlunit DID NOT RUN: no ${missing.join(' and no ')} on this machine !!!\n`);
} else {
  run('mvn', ['-q', '-B', '-f', 'tools/htmlunit/pom.xml', 'dependency:copy-dependencies', `-DoutputDirectory=${jars}`]);
  for (const mode of ['scripted', 'unscripted']) await walk(mode);
}

async function walk(mode: string): Promise<void> {
  const port = await freePorts();
  console.log(`HtmlUnit, ${mode === 'scripted' ? 'with JavaScript' : 'without JavaScript'}:`);
  const demo = spawn(process.execPath, ['src/start.ts'], {
    cwd: root,
    env: { ...process.env, DEMO_PORT: String(port), MONGODB_URI: '', DEMO_CONFIG: '' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await ready(demo);
    run('java', ['-cp', `${jars}/*`, 'tools/htmlunit/Walk.java', String(port), mode]);
  } finally {
    demo.kill();
  }
}

function run(program: string, parameters: readonly string[]): void {
  const { status } = spawnSync(program, parameters, { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = 1;
    throw new Error(`${program} ended with ${status}`);
  }
}

function ready(demo: ChildProcess): Promise<void> {
  let said = '';
  return new Promise((resolve, reject) => {
    demo.once('exit', (code) => reject(new Error(`the demo ended with ${code}: ${said}`)));
    demo.stdout?.on('data', (chunk: Buffer) => {
      said += String(chunk);
      if (/^ready$/m.test(said)) resolve();
    });
  });
}

/** A base port whose first five are free, below those that the system takes for outgoing connections. */
async function freePorts(): Promise<number> {
  for (let base = 20_000; base < 30_000; base += 10) {
    if ((await Promise.all([0, 1, 2, 3, 4].map((offset) => isFree(base + offset)))).every(Boolean)) return base;
  }
  throw new Error('no free ports');
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', () => resolve(false));
    probe.listen(port, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
}
