/** What every EventFeedStore must keep; each case proves one sentence of src/linking/event-feed.ts. */
import { expect, test } from '@jest/globals';
import { nanoid } from 'nanoid';
import { later } from './samples.ts';
import { operatorCorpus, type Subject } from './subject.ts';

export function eventFeedStoreContract(subject: () => Subject): void {
  const feeds = () => subject().store.feeds;
  const newIssuer = () => `https://bank.example/${nanoid()}`;

  test('T36: a feed that was never heard has no time', async () => {
    expect(await feeds().lastHeard(newIssuer())).toBeUndefined();
  });

  test('T36: the latest time is kept, whatever the order of the calls', async () => {
    const issuer = newIssuer();
    for (const [seconds, latest] of [
      [5, 5],
      [3, 5],
      [5, 5],
      [5.001, 5.001],
      [-1, 5.001],
    ] as const) {
      await feeds().heard(issuer, later(seconds));
      expect(await feeds().lastHeard(issuer)).toEqual(later(latest));
    }
  });

  test('one issuer is not heard for another', async () => {
    const [one, two] = [newIssuer(), newIssuer()];
    await feeds().heard(one, later(1));
    expect(await feeds().lastHeard(two)).toBeUndefined();
    await feeds().heard(two, later(2));
    expect(await feeds().lastHeard(one)).toEqual(later(1));
  });

  test('a time is a copy, on the way in and on the way out', async () => {
    const issuer = newIssuer();
    const given = later(1);
    await feeds().heard(issuer, given);
    given.setTime(0);
    (await feeds().lastHeard(issuer))?.setTime(0);
    expect(await feeds().lastHeard(issuer)).toEqual(later(1));
  });

  test.each(operatorCorpus)('T45: %s in the place of an issuer is refused', async (_, smuggled) => {
    await expect(feeds().heard(smuggled, later(0))).rejects.toThrow(TypeError);
    await expect(feeds().lastHeard(smuggled)).rejects.toThrow(TypeError);
  });
}
