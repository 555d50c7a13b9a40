/**
 * A map that does not grow for ever: whenever it has doubled, the rows past their last day are dropped, so a write costs the
 * same on average however many there are. As with a TTL index, a row may outlive its last day: readers check (T46).
 */
export interface ExpiringMap<Row> {
  get(key: string): Row | undefined;
  set(key: string, row: Row): void;
  delete(key: string): void;
  values(): Iterable<Row>;
}

export interface ExpiringMapOptions<Row> {
  readonly clock: () => Date;
  /** Undefined: never. */
  readonly lastDay: (row: Row) => Date | undefined;
  readonly onDelete?: (key: string, row: Row) => void;
}

const smallestSweep = 1024;

export function createExpiringMap<Row>({ clock, lastDay, onDelete }: ExpiringMapOptions<Row>): ExpiringMap<Row> {
  const rows = new Map<string, Row>();
  let sweepAt = smallestSweep;

  function remove(key: string): void {
    const row = rows.get(key);
    if (row === undefined) return;
    rows.delete(key);
    onDelete?.(key, row);
  }

  function sweep(): void {
    const now = clock();
    for (const [key, row] of rows) {
      const last = lastDay(row);
      if (last && last <= now) remove(key);
    }
    sweepAt = Math.max(smallestSweep, 2 * rows.size);
  }

  return {
    get: (key) => rows.get(key),
    set(key, row) {
      if (rows.size >= sweepAt && !rows.has(key)) sweep();
      rows.set(key, row);
    },
    delete: remove,
    values: () => rows.values(),
  };
}
