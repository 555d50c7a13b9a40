/** The order of lists that are read page by page, in memory: newest first; of the same moment, by id, so that no page repeats or skips one. */
export interface Dated {
  readonly id: string;
  readonly createdAt: Date;
}

export interface PageOf<Row> {
  /** The row that the page before ended with. */
  readonly after: Row | undefined;
  readonly limit: number;
}

export function pageNewestFirst<Row extends Dated>(rows: Iterable<Row>, { after, limit }: PageOf<Row>): Row[] {
  const older = [...rows].filter((row) => after === undefined || newestFirst(after, row) < 0);
  return older.sort(newestFirst).slice(0, Math.max(0, limit));
}

export function newestFirst(a: Dated, b: Dated): number {
  return b.createdAt.getTime() - a.createdAt.getTime() || byId(b, a);
}

export function byId(a: Pick<Dated, 'id'>, b: Pick<Dated, 'id'>): number {
  // Not by the rules of a language: a database compares bytes.
  return a.id < b.id ? -1 : Number(a.id > b.id);
}
