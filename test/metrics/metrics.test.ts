/** `/metrics`: for the monitoring alone, counting what happened and showing how far the outbox is behind. */
import { createServer } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import Koa from 'koa';
import supertest from 'supertest';
import type { DeliveryCounts } from '../../src/linking/outbox.ts';
import { createMetrics, type MetricsDeps } from '../../src/server/metrics.ts';

const token = 'a token of the monitoring';
const now = new Date('2050-01-31T10:00:00.000Z');

function metricsWith(deps: Partial<MetricsDeps> = {}) {
  const metrics = createMetrics({ counts: async () => ({ due: 0, dead: 0 }), token, clock: () => now, ...deps });
  const app = new Koa();
  app.use(metrics.routes.routes());
  app.use((ctx) => {
    ctx.status = 418;
  });
  const http = supertest(createServer(app.callback()));
  const scrape = async () => (await http.get('/metrics').auth(token, { type: 'bearer' }).expect(200)).text;
  return { metrics, http, scrape };
}

describe('GET /metrics', () => {
  it.each([
    ['nothing', undefined],
    ['another token', 'Bearer another'],
    ['the token with something after it', `Bearer ${token}x`],
    ['the beginning of the token', `Bearer ${token.slice(0, -1)}`],
    ['the token alone', token],
    ['an empty token', 'Bearer '],
  ])('who shows %s is refused with a challenge, and told nothing', async (_case, authorization) => {
    const { http } = metricsWith();
    const answer = await http.get('/metrics').set(authorization === undefined ? {} : { authorization });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, 'Bearer']);
    expect(answer.text).not.toContain('passerelle');
  });

  it('without a configured token there is no such address', async () => {
    const { http } = metricsWith({ token: undefined });
    for (const value of ['', 'undefined', token]) await http.get('/metrics').auth(value, { type: 'bearer' }).expect(418);
  });

  it('other addresses and methods are somebody else’s', async () => {
    const { http } = metricsWith();
    await http.get('/metrics/').auth(token, { type: 'bearer' }).expect(418);
    await http.post('/metrics').auth(token, { type: 'bearer' }).expect(418);
  });

  it('the text format of Prometheus, with what node tells of its process', async () => {
    const { http } = metricsWith();
    const { headers, text } = await http.get('/metrics').auth(token, { type: 'bearer' }).expect(200);
    expect(headers['content-type']).toMatch(/^text\/plain; version=0\.0\.4/);
    expect(headers['cache-control']).toBe('no-store');
    expect(text).toMatch(/^process_cpu_seconds_total \d/m);
  });

  it('events are counted by name', async () => {
    const { metrics, scrape } = metricsWith();
    for (const event of ['switch.accepted', 'switch.accepted', 'account_link.revoked']) metrics.onEvent({ event, client: 'espace-pro' });
    const text = await scrape();
    expect(text).toContain('passerelle_events_total{event="switch.accepted"} 2');
    expect(text).toContain('passerelle_events_total{event="account_link.revoked"} 1');
    expect(text).not.toContain('espace-pro');
  });

  it('names that grow without end are one', async () => {
    const { metrics, scrape } = metricsWith();
    for (let number = 0; number < 1000; number += 1) metrics.onEvent({ event: `event.${number}` });
    const lines = (await scrape()).split('\n').filter((line) => line.startsWith('passerelle_events_total{'));
    expect(lines).toHaveLength(201);
    expect(lines).toContain('passerelle_events_total{event="other"} 800');
  });

  it('two servers in one process count each their own', async () => {
    const [one, other] = [metricsWith(), metricsWith()];
    one.metrics.onEvent({ event: 'switch.accepted' });
    expect(await other.scrape()).not.toContain('switch.accepted');
  });

  it('the delay of a delivery, from the change to the moment when it was taken', async () => {
    const { metrics, scrape } = metricsWith();
    metrics.onEvent({ event: 'delivery.done', kind: 'backchannel_logout', destination: 'espace-pro', delay_ms: 400 });
    metrics.onEvent({ event: 'delivery.failed', kind: 'backchannel_logout', destination: 'espace-pro', delay_ms: 9000 });
    const text = await scrape();
    expect(text).toContain('passerelle_delivery_delay_seconds_bucket{le="0.25",kind="backchannel_logout"} 0');
    expect(text).toContain('passerelle_delivery_delay_seconds_bucket{le="0.5",kind="backchannel_logout"} 1');
    expect(text).toContain('passerelle_delivery_delay_seconds_count{kind="backchannel_logout"} 1');
  });

  it('deliveries that wait, that were given up, and the age of the oldest', async () => {
    let counts: DeliveryCounts = { due: 3, dead: 2, oldest: new Date(now.getTime() - 90_000) };
    const { scrape } = metricsWith({ counts: async () => counts });
    const gauges = async () => (await scrape()).split('\n').filter((line) => /^passerelle_deliver(y_oldest|ies)/.test(line));
    expect(await gauges()).toEqual([
      'passerelle_deliveries_due 3',
      'passerelle_deliveries_dead 2',
      'passerelle_delivery_oldest_seconds 90',
    ]);
    counts = { due: 0, dead: 0 };
    expect(await gauges()).toEqual(['passerelle_deliveries_due 0', 'passerelle_deliveries_dead 0', 'passerelle_delivery_oldest_seconds 0']);
  });

  it('a store that does not answer hides nothing but its own numbers', async () => {
    const { metrics, scrape } = metricsWith({ counts: () => Promise.reject(new Error('connection timed out')) });
    metrics.onEvent({ event: 'fault' });
    const text = await scrape();
    expect(text).toContain('passerelle_deliveries_due Nan');
    expect(text).toContain('passerelle_events_total{event="fault"} 1');
  });
});
