/** Reads the command line, runs the command, prints what it found: text for a person, `--json` for a program. It knows no command's business. */
import { parseArgs } from 'node:util';
import { check } from './check.ts';
import type { Command, ExitCode, Ground } from './command.ts';
import { deadDeliveries } from './dead-deliveries.ts';
import { explain } from './explain.ts';
import { verifyHistory } from './verify-history.ts';
import { verifyReceiptFile } from './verify-receipt-file.ts';

const commands: ReadonlyMap<string, Command> = new Map([
  ['check', check],
  ['explain', explain],
  ['history verify', verifyHistory],
  ['deliveries dead', deadDeliveries],
  ['receipt verify', verifyReceiptFile],
]);

export async function runCommandLine(argv: readonly string[], ground: Ground): Promise<ExitCode> {
  const read = readArguments(argv);
  if ('help' in read) {
    ground.print(usage());
    return 0;
  }
  if ('fault' in read) {
    ground.complain(`${read.fault}\n\n${usage()}`);
    return 2;
  }
  try {
    const { exitCode, lines, json } = await read.command.run(ground, read.options);
    ground.print(read.json ? JSON.stringify(json) : lines.join('\n'));
    return exitCode;
  } catch (error) {
    ground.complain(error instanceof Error ? error.message : String(error));
    return 2;
  }
}

type Read =
  | { readonly help: true }
  | { readonly fault: string }
  | { readonly command: Command; readonly options: Readonly<Record<string, string>>; readonly json: boolean };

function readArguments(argv: readonly string[]): Read {
  if (argv.length === 0 || argv.includes('--help')) return { help: true };
  const name = [argv.slice(0, 2), argv.slice(0, 1)].map((words) => words.join(' ')).find((words) => commands.has(words));
  const command = commands.get(name ?? '');
  if (name === undefined || !command) return { fault: `There is no command '${argv[0]}'.` };
  const options = Object.fromEntries(Object.keys(command.options).map((option) => [option, { type: 'string' as const }]));
  try {
    const { values, positionals } = parseArgs({
      args: argv.slice(name.split(' ').length),
      options: { ...options, json: { type: 'boolean' } },
      allowPositionals: command.operand !== undefined,
    });
    const { json, ...texts } = values;
    const [operand, ...more] = positionals;
    if (more.length > 0) return { fault: `Unexpected argument '${more[0]}'.` };
    const given = Object.fromEntries(
      Object.entries({ ...texts, ...(command.operand !== undefined && { [command.operand]: operand }) }).flatMap(([option, value]) =>
        typeof value === 'string' ? [[option, value]] : [],
      ),
    );
    const needed = Object.keys(command.options).filter((option) => command.options[option]?.required);
    const missing = [
      ...(command.operand !== undefined && !given[command.operand] ? [`<${command.operand}>`] : []),
      ...needed.filter((option) => !given[option]).map((option) => `--${option}`),
    ];
    if (missing.length > 0) return { fault: `Missing: ${missing.join(', ')}.` };
    return { command, options: given, json: json === true };
  } catch (error) {
    return { fault: error instanceof Error ? error.message : String(error) };
  }
}

function usage(): string {
  const lines = [...commands].map(([name, { summary, operand, options }]) => {
    const taken = Object.entries(options).map(([option, { value, required }]) =>
      required ? `--${option} <${value}>` : `[--${option} <${value}>]`,
    );
    return `  passerelle ${[name, ...(operand === undefined ? [] : [`<${operand}>`]), ...taken].join(' ')}\n      ${summary}`;
  });
  return [
    'Usage:',
    ...lines,
    '',
    'With --json the answer is for a program. Exit codes: 0 well or yes, 1 wrong or no, 2 could not be asked.',
  ].join('\n');
}
