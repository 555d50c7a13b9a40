/** The import rules bite: a tree is written with one violation of each rule, beside imports that are allowed, and cruised once with the project's own rules. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

interface Cruised {
  readonly summary: {
    readonly ruleSetUsed: { readonly forbidden: ReadonlyArray<{ readonly name: string; readonly comment?: string }> };
    readonly violations: ReadonlyArray<{ readonly from: string; readonly to: string; readonly rule: { readonly name: string } }>;
  };
}

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Each line is a file, what it says, and the rule that it breaks. */
const BROKEN: ReadonlyArray<readonly [file: string, text: string, rule: string]> = [
  ['src/linking/reads-time.ts', "import 'node:perf_hooks';", 'linking-imports-only-itself'],
  ['src/linking/asks-oidc.ts', "import type { Port } from '../oidc/port.ts';", 'linking-imports-only-itself'],
  ['src/linking/makes-ids.ts', "import 'nanoid';", 'linking-imports-only-itself'],
  ['src/oidc/keeps-things.ts', "import type { Kept } from '../storage/memory/memory-store.ts';", 'oidc-knows-no-neighbour'],
  ['src/oidc/queries.ts', "import 'mongoose';", 'oidc-knows-no-neighbour'],
  ['src/oidc/draws-pages.ts', "import 'eta';", 'oidc-knows-no-neighbour'],
  ['src/oidc/asks-server.ts', "import '../server/door.ts';", 'oidc-knows-no-neighbour'],
  ['src/oidc/sends-itself.ts', "import '../events/receiver.ts';", 'oidc-hands-the-outbox-over-in-one-place'],
  ['src/events/reads-store.ts', "import '../storage/memory/memory-store.ts';", 'events-know-no-storage-and-no-server'],
  ['src/storage/memory/uses-inside.ts', "import type { Fence } from '../../oidc/fence.ts';", 'storage-implements-ports-only'],
  ['src/storage/memory/runs-port.ts', "import { check } from '../../oidc/artifact-store.ts';", 'storage-takes-types-from-ports'],
  ['src/storage/memory/answers-http.ts', "import type { Context } from 'koa';", 'storage-knows-no-http'],
  ['src/server/opens-inside.ts', "import '../oidc/fence.ts';", 'server-uses-the-doors'],
  ['src/server/opens-core.ts', "import '../linking/pure.ts';", 'server-uses-the-doors'],
  ['src/server/opens-store.ts', "import '../storage/memory/uses-inside.ts';", 'server-uses-the-doors'],
  ['src/server/names-inside.ts', "import type { Fence } from '../oidc/fence.ts';", 'server-takes-public-types'],
  ['src/demo/looks-inside.ts', "import type { Door } from '../server/door.ts';", 'demo-knows-only-the-wire'],
  ['src/demo/looks-behind-doors.ts', "import '../resource-server/sender.ts';", 'demo-knows-only-the-wire'],
  ['src/resource-server/sender.ts', "import '../oidc/port.ts';", 'resource-server-imports-only-itself'],
  ['src/resource-server/is-provider.ts', "import 'oidc-provider';", 'resource-server-imports-only-itself'],
  ['src/server/checks-tokens.ts', "import '../resource-server/koa.ts';", 'provider-is-no-resource-server'],
  ['src/start.ts', "import './server/door.ts';\nimport './linking/pure.ts';", 'start-composes-server-and-demo'],
  ['src/start-demo.ts', "import './oidc/fence.ts';", 'start-composes-server-and-demo'],
  ['src/oidc/composes.ts', "import '../start-demo.ts';", 'oidc-knows-no-neighbour'],
  ['src/server/starts.ts', "import '../start.ts';", 'nobody-imports-start'],
  ['src/oidc/deep.ts', "import 'oidc-provider/lib/models/client.js';", 'public-members-of-oidc-provider-only'],
  ['src/oidc/reads-environment.ts', "import { env } from 'node:process';", 'environment-is-passed-in'],
  ['src/server/tests-itself.ts', "import 'supertest';", 'source-needs-no-dev-dependency'],
  ['src/server/undeclared.ts', "import 'bson';", 'declared-and-resolvable'],
  ['src/server/nowhere.ts', "import './not-there.ts';", 'declared-and-resolvable'],
  ['src/oidc/circle-back.ts', "import './circle.ts';", 'no-circle'],
  ['src/server/forgotten.ts', 'export {};', 'no-orphan'],
];

const ALLOWED: ReadonlyArray<readonly [file: string, text: string]> = [
  ['src/linking/pure.ts', "import { createHash } from 'node:crypto';\nimport './reads-time.ts';"],
  ['src/oidc/port.ts', "import type { Link } from '../linking/pure.ts';"],
  ['src/oidc/artifact-store.ts', "import type { Link } from '../linking/pure.ts';"],
  ['src/oidc/fence.ts', "import Provider from 'oidc-provider';"],
  ['src/oidc/circle.ts', "import './circle-back.ts';"],
  ['src/oidc/passerelle.ts', "import type { Fence } from './fence.ts';"],
  ['src/events/receiver.ts', "import '../linking/pure.ts';\nimport '../oidc/port.ts';"],
  ['src/storage/memory/memory-store.ts', "import type { Artifacts } from '../../oidc/artifact-store.ts';\nimport '../../linking/pure.ts';"],
  [
    'src/server/door.ts',
    "import { env } from 'node:process';\nimport '../oidc/passerelle.ts';\nimport '../storage/memory/memory-store.ts';\nimport 'koa';",
  ],
  ['src/resource-server/koa.ts', "import 'koa';\nimport 'openid-client';"],
  ['src/demo/space.ts', "import 'openid-client';\nimport 'koa';\nimport '../resource-server/koa.ts';"],
];

describe('the import rules', () => {
  let tree: string;
  let cruised: Cruised;
  let broken: ReadonlyMap<string, readonly string[]>;

  beforeAll(() => {
    mkdirSync(path.join(ROOT, '.cache'), { recursive: true });
    tree = mkdtempSync(path.join(ROOT, '.cache/import-rules-'));
    writeTree(tree);
    cruised = cruise(tree);
    broken = rulesBrokenBy(cruised);
  });
  afterAll(() => rmSync(tree, { recursive: true, force: true }));

  it.each(BROKEN)('%s is told: %j breaks %s', (file, _text, rule) => {
    expect(broken.get(file)).toContain(rule);
  });

  it('let pass what a folder may import', () => {
    const told = ALLOWED.flatMap(([file]) => (broken.get(file) ?? []).filter((rule) => rule !== 'no-orphan' && rule !== 'no-circle'));
    expect(told).toEqual([]);
  });

  it('are each broken here, and each say what to do instead', () => {
    const { forbidden } = cruised.summary.ruleSetUsed;
    expect(new Set(BROKEN.map(([, , rule]) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
    for (const { name, comment = '' } of forbidden) expect([name, comment.length > 40]).toEqual([name, true]);
  });
});

function writeTree(tree: string): void {
  const declared = {
    type: 'module',
    dependencies: { eta: '*', koa: '*', mongoose: '*', nanoid: '*', 'oidc-provider': '*', 'openid-client': '*' },
  };
  writeFileSync(path.join(tree, 'package.json'), JSON.stringify({ ...declared, devDependencies: { supertest: '*' } }));
  for (const [file, text] of [...BROKEN, ...ALLOWED]) {
    mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
    writeFileSync(path.join(tree, file), `${text}\n`);
  }
}

function cruise(tree: string): Cruised {
  const program = path.join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
  const options = ['--config', path.join(ROOT, '.dependency-cruiser.mjs'), '--output-type', 'json', 'src'];
  const { stdout } = spawnSync(process.execPath, [program, ...options], { cwd: tree, encoding: 'utf8', maxBuffer: 2 ** 24 });
  return JSON.parse(stdout) as Cruised; // dependency-cruiser's own answer; the cases read every member that is named here
}

function rulesBrokenBy({ summary }: Cruised): ReadonlyMap<string, readonly string[]> {
  const told = new Map<string, string[]>();
  for (const { from, to, rule } of summary.violations) {
    const file = rule.name === 'no-orphan' ? to : from;
    told.set(file, [...(told.get(file) ?? []), rule.name]);
  }
  return told;
}
