/** What only the counts on MongoDB can show: what they hold, and what happens when a write of theirs, or all of it, is missing. */
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { Connection } from 'mongoose';
import { createLoginLimiter } from '../../src/server/credentials/login-limits.ts';
import { connectToMongo } from '../../src/storage/mongo/connection.ts';
import { ownMongoUri } from '../ground/stores.ts';
import { describeOnMongo } from '../storage/on-mongo.ts';
import { holdTime, limits } from './world.ts';

describeOnMongo('counts of failed logins', () => {
  let connection: Connection;
  beforeAll(async () => {
    connection = await connectToMongo({ uri: ownMongoUri() });
  });
  afterAll(async () => {
    await connection.dropDatabase();
    await connection.close();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const counts = () => connection.collection('login_limits');

  test('T54: hold neither identifier nor address', async () => {
    const limiter = createLoginLimiter(limits, connection);
    await limiter.admit('192.0.2.77');
    await limiter.attempt('pro', '70000001');
    const documents = JSON.stringify(await counts().find().toArray());
    expect(documents).toContain('login_account');
    expect(documents).not.toMatch(/70000001|192\.0\.2\.77/);
  });

  test('have a unique key, so that attempts at once are one count from the very first', async () => {
    await connection.dropDatabase();
    const limiter = createLoginLimiter(limits, connection);
    const admitted = await Promise.all(Array.from({ length: 50 }, () => limiter.attempt('pro', 'a')));
    expect(admitted.filter(Boolean)).toHaveLength(limits.failuresPerAccount);
    expect(await counts().countDocuments()).toBe(1);
    expect(await counts().indexes()).toContainEqual(expect.objectContaining({ key: { key: 1 }, unique: true }));
  });

  test('a lock that was not written is written at the next attempt', async () => {
    const time = holdTime();
    const limiter = createLoginLimiter(limits, connection);
    for (let failure = 0; failure < limits.failuresPerAccount; failure += 1) await limiter.attempt('pro', 'b');
    const inADay = new Date(Date.now() + 24 * 60 * 60 * 1000);
    await counts().updateMany({}, { $set: { expire: inADay } });
    expect(await limiter.attempt('pro', 'b')).toBe(false);
    time.advance(limits.lockSeconds + 1);
    expect(await limiter.attempt('pro', 'b')).toBe(true);
  });

  test('that cannot be written are a fault: nobody is let through uncounted', async () => {
    const gone = await connectToMongo({ uri: ownMongoUri() });
    const limiter = createLoginLimiter(limits, gone);
    await gone.close();
    await expect(limiter.admit('192.0.2.78')).rejects.toThrow();
    await expect(limiter.attempt('pro', 'c')).rejects.toThrow();
  });
});
