/**
 * `GET /metrics` in the Prometheus text format, for who shows the token of the configuration: what happened, by name and never by person,
 * and how far the outbox is behind. Without a configured token there is no such address.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import Router from '@koa/router';
import type { Context } from 'koa';
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { DeliveryCounts } from '../linking/outbox.ts';

export interface MetricsDeps {
  /** Asked at each scrape. */
  readonly counts: () => Promise<DeliveryCounts>;
  readonly token: string | undefined;
  readonly clock?: () => Date;
}

export interface Metrics {
  /** For everybody who tells events. */
  onEvent(event: { readonly event: string; readonly [detail: string]: unknown }): void;
  readonly routes: Router;
}

/** Names of events are written in the code and few; one that is not must not fill the monitoring's memory. */
const maximumNames = 200;
const delayBuckets = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 3600, 86_400];

export function createMetrics({ counts, token, clock = () => new Date() }: MetricsDeps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const events = new Counter({ name: 'passerelle_events_total', help: 'What happened, by event.', labelNames: ['event'], registers });
  const delays = new Histogram({
    name: 'passerelle_delivery_delay_seconds',
    help: 'From the change to the moment when a destination had taken the news of it.',
    labelNames: ['kind'],
    buckets: delayBuckets,
    registers,
  });
  const due = new Gauge({ name: 'passerelle_deliveries_due', help: 'Deliveries that wait, of all nodes.', registers });
  const dead = new Gauge({ name: 'passerelle_deliveries_dead', help: 'Deliveries that were given up.', registers });
  const oldest = new Gauge({ name: 'passerelle_delivery_oldest_seconds', help: 'Age of the delivery that waits longest.', registers });
  const names = new Set<string>();
  const routes = new Router({ strict: true, sensitive: true });
  if (token !== undefined) routes.get('/metrics', (ctx) => answerMetrics(ctx, token));

  return {
    onEvent({ event, kind, delay_ms: delay }) {
      if (names.size < maximumNames) names.add(event);
      events.inc({ event: names.has(event) ? event : 'other' });
      if (event === 'delivery.done' && typeof delay === 'number' && typeof kind === 'string') delays.observe({ kind }, delay / 1000);
    },
    routes,
  };

  async function answerMetrics(ctx: Context, expected: string): Promise<void> {
    ctx.set('Cache-Control', 'no-store');
    if (!shows(ctx.get('Authorization'), expected)) {
      ctx.status = 401;
      ctx.set('WWW-Authenticate', 'Bearer');
      return;
    }
    await measureDeliveries();
    ctx.body = await registry.metrics();
    ctx.set('Content-Type', registry.contentType);
  }

  /** A store that does not answer must not hide the rest: its gauges are not a number then. */
  async function measureDeliveries(): Promise<void> {
    const found = await counts().catch(() => ({ due: Number.NaN, dead: Number.NaN, oldest: new Date(Number.NaN) }));
    due.set(found.due);
    dead.set(found.dead);
    oldest.set(found.oldest ? Math.max(0, (clock().getTime() - found.oldest.getTime()) / 1000) : 0);
  }
}

/** Hashed first, so that the comparison takes the same time whatever is shown, its length included. */
function shows(authorization: string, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(authorization), digest(`Bearer ${token}`));
}
