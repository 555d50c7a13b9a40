/** What a new secret code must be: six digits, not the one before, and none of those that everybody tries first. */
export type CodeRule = 'not_six_digits' | 'unchanged' | 'too_simple';

/** Without the current code at hand, whether the new one is another is the caller's question. */
export function brokenRule(next: string, current?: string): CodeRule | undefined {
  if (!isSixDigits(next)) return 'not_six_digits';
  if (next === current) return 'unchanged';
  return isSimple(next) ? 'too_simple' : undefined;
}

export function isSixDigits(code: string): boolean {
  return /^\d{6}$/.test(code);
}

/** One digit repeated, a run up or down, a short pattern repeated, or a mirror of the first half. */
function isSimple(code: string): boolean {
  const steps = new Set([...code].slice(1).map((digit, index) => (Number(digit) - Number(code[index]) + 10) % 10));
  const [step] = steps;
  if (steps.size === 1 && (step === 0 || step === 1 || step === 9)) return true;
  return code === code.slice(0, 2).repeat(3) || code === code.slice(0, 3).repeat(2) || code === [...code].reverse().join('');
}
