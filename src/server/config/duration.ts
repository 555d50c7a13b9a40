/** Durations as the security team writes them: `30s`, `15m`, `2h`, `7d`. In code they are seconds. */
const units = { s: 1, m: 60, h: 3600, d: 86_400 } as const;

export function seconds(text: string): number | undefined {
  const [, amount, unit] = /^([1-9]\d{0,6})([smhd])$/.exec(text) ?? [];
  return amount === undefined || !isUnit(unit) ? undefined : Number(amount) * units[unit];
}

function isUnit(value: string | undefined): value is keyof typeof units {
  return value !== undefined && Object.hasOwn(units, value);
}
