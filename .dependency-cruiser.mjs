/**
 * Who may import whom: the folder table of ARCHITECTURE.md as rules. Each comment says what to do instead.
 * `test/ground/dependency-rule.test.ts` proves that every one of them bites.
 */
const PORT_FILES = '^src/(oidc|server|events)/[a-z/-]*(store|port)\\.ts$';
const STORAGE_DOORS = '^src/storage/(memory/memory-store|mongo/(mongo-store|connection))\\.ts$';
const DOORS = ['^src/oidc/passerelle\\.ts$', '^src/events/receiver\\.ts$', STORAGE_DOORS];
const RESOURCE_SERVER_DOORS = '^src/resource-server/(token-check|koa|node|fetch)\\.ts$';
const PROGRAMS = '^src/(start|oidc/passerelle|events/receiver|server/(main|cli)|resource-server/(koa|node|fetch))\\.ts$';
/** Read by what they are named after. */
const LANGUAGES = '^src/(server/i18n|demo)/languages/[a-z]{2}\\.ts$';
const PAGE_LIBRARIES = 'node_modules/(eta|i18next)/';
const DATABASE_LIBRARIES = 'node_modules/(mongoose|mongodb|bson)/';

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'linking-imports-only-itself',
      comment:
        'src/linking is pure TypeScript: pass time, ids, stores, directory and approvers in; put what needs a library into the folder that calls it.',
      severity: 'error',
      from: { path: '^src/linking/' },
      to: { pathNot: ['^src/linking/', '^(node:)?crypto$'] },
    },
    {
      name: 'oidc-knows-no-neighbour',
      comment:
        'src/oidc speaks OpenID Connect and no more: declare a port beside its consumer here, and let storage/ or server/ implement it.',
      severity: 'error',
      from: { path: '^src/oidc/' },
      to: { path: ['^src/(storage|server|demo)/', '^src/start', DATABASE_LIBRARIES, PAGE_LIBRARIES, '^views/'] },
    },
    {
      name: 'oidc-hands-the-outbox-over-in-one-place',
      comment: 'src/oidc/outbox-worker.ts alone builds what src/events sends: put a delivery into the outbox instead.',
      severity: 'error',
      from: { path: '^src/oidc/', pathNot: '^src/oidc/outbox-worker\\.ts$' },
      to: { path: '^src/events/' },
    },
    {
      name: 'events-know-no-storage-and-no-server',
      comment: 'src/events reads the outbox through a port: declare it in events/ and pass the store in.',
      severity: 'error',
      from: { path: '^src/events/' },
      to: { path: ['^src/(storage|server|demo)/', '^src/start', DATABASE_LIBRARIES, PAGE_LIBRARIES] },
    },
    {
      name: 'storage-implements-ports-only',
      comment:
        'src/storage implements ports: of oidc/ and server/ import nothing but the types of a *-store.ts or *-port.ts file, with `import type`.',
      severity: 'error',
      from: { path: '^src/storage/' },
      to: { path: '^src/', pathNot: ['^src/(storage|linking)/', PORT_FILES] },
    },
    {
      name: 'storage-takes-types-from-ports',
      comment: 'A port file gives src/storage its types: write `import type`, and move what has to run into storage/ or linking/.',
      severity: 'error',
      from: { path: '^src/storage/' },
      to: { path: '^src/(oidc|server)/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'storage-knows-no-http',
      comment: 'src/storage answers its callers with values: turn them into HTTP or OAuth errors in oidc/ or server/.',
      severity: 'error',
      from: { path: '^src/storage/' },
      to: { path: 'node_modules/(koa|@koa/[^/]+|oidc-provider|openid-client)/' },
    },
    {
      name: 'server-uses-the-doors',
      comment:
        'src/server may call what an outside user could: src/oidc/passerelle.ts, and the doors of storage/memory and storage/mongo. Export it there, or add a move to passerelle.journey.',
      severity: 'error',
      from: { path: '^src/server/' },
      to: { path: '^src/(linking|oidc|storage|events)/', pathNot: DOORS, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'server-takes-public-types',
      comment:
        'src/server may name the types that src/oidc/passerelle.ts exports: those of linking/, of the ports, of pages.ts and passerelle-types.ts. Export the type there, or keep it inside.',
      severity: 'error',
      from: { path: '^src/server/' },
      to: { path: '^src/', pathNot: ['^src/(server|linking)/', PORT_FILES, '^src/oidc/(passerelle-types|pages)\\.ts$', ...DOORS] },
    },
    {
      name: 'demo-knows-only-the-wire',
      comment:
        'src/demo is made of ordinary relying parties and a phone: they speak HTTP to the server and import nothing of it. What a relying party installs from the package, the doors of src/resource-server, they may.',
      severity: 'error',
      from: { path: '^src/demo/' },
      to: { path: '^src/', pathNot: ['^src/demo/', RESOURCE_SERVER_DOORS] },
    },
    {
      name: 'resource-server-imports-only-itself',
      comment:
        'src/resource-server is installed by relying parties and knows the wire alone: what it needs of the provider it asks over HTTP, and what both need is written twice.',
      severity: 'error',
      from: { path: '^src/resource-server/' },
      to: {
        path: ['^src/', '^views/', PAGE_LIBRARIES, DATABASE_LIBRARIES, 'node_modules/oidc-provider/'],
        pathNot: '^src/resource-server/',
      },
    },
    {
      name: 'provider-is-no-resource-server',
      comment: 'src/resource-server is for other programs: the provider looks at its own tokens itself (oidc/protected-resource.ts).',
      severity: 'error',
      from: { path: '^src/(linking|oidc|events|storage|server)/' },
      to: { path: '^src/resource-server/' },
    },
    {
      name: 'start-composes-server-and-demo',
      comment:
        'src/start.ts and src/start-demo.ts put the demo together from server/, demo/ and the doors of storage/: ask these for the rest.',
      severity: 'error',
      from: { path: '^src/start(-demo)?\\.ts$' },
      to: { path: '^src/', pathNot: ['^src/(server|demo)/', '^src/start-demo\\.ts$', STORAGE_DOORS] },
    },
    {
      name: 'nobody-imports-start',
      comment: 'src/start.ts runs when it is imported: move what is needed into server/ or demo/.',
      severity: 'error',
      from: { path: '^(src|test|tools)/' },
      to: { path: '^src/start\\.ts$' },
    },
    {
      name: 'public-members-of-oidc-provider-only',
      comment: 'Import from `oidc-provider` itself: what lies in its lib/ is private and changes without notice.',
      severity: 'error',
      from: { path: '^(src|test|tools)/' },
      to: { path: 'node_modules/oidc-provider/lib/', pathNot: 'node_modules/oidc-provider/lib/index\\.js$' },
    },
    {
      name: 'environment-is-passed-in',
      comment:
        'Only src/server and src/start.ts read the process and its environment: pass the value in. (Biome watches the global `process.env`.)',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(server/|start\\.ts$)' },
      to: { path: '^(node:)?process$' },
    },
    {
      name: 'source-needs-no-dev-dependency',
      comment: 'The image is built without dev dependencies: move the package to `dependencies`, or the code to test/ or tools/.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'declared-and-resolvable',
      comment: 'Declare the package in package.json, or correct the path (relative imports end in `.ts`).',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'] },
    },
    {
      name: 'no-circle',
      comment: 'Two files that need each other are one subject, or hide a third: move what both need into a file of its own.',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true },
    },
    {
      name: 'no-orphan',
      comment: 'Nothing that runs reaches this file: use it or delete it.',
      severity: 'error',
      from: { path: [PROGRAMS, LANGUAGES] },
      to: { path: '^src/', pathNot: [PROGRAMS, LANGUAGES], reachable: false },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.mjs', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};
