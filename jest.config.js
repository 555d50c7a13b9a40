/** Every test runs as an ES module on the sources as they are; one real mongod and one browser binary serve the whole run. */
const swc = {
  jsc: { parser: { syntax: 'typescript' }, target: 'es2024', experimental: { keepImportAttributes: true } },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  modulePathIgnorePatterns: ['<rootDir>/.cache/', '<rootDir>/dist/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': ['@swc/jest', swc] },
  setupFiles: ['<rootDir>/test/ground/one-realm.ts'],
  globalSetup: '<rootDir>/test/ground/global-setup.ts',
  globalTeardown: '<rootDir>/test/ground/global-teardown.ts',
  reporters: ['default', '<rootDir>/tools/proof-reporter.ts'],
  testTimeout: 30_000,
  maxWorkers: 2,
  workerIdleMemoryLimit: '768MB',
};
