#!/usr/bin/env node
/** `passerelle <command>`: questions that an operator asks at a terminal, of the same configuration, store and code as the server. */
import { openMongoStore } from '../storage/mongo/mongo-store.ts';
import { runCommandLine } from './cli/command-line.ts';
import { required } from './environment.ts';

const environment = process.env;
const clock = () => new Date();

process.exitCode = await runCommandLine(process.argv.slice(2), {
  environment,
  clock,
  print: (text) => console.log(text),
  complain: (text) => console.error(text),
  errors: process.stderr,
  fetch,
  openStore: () => openMongoStore({ uri: required(environment, 'MONGODB_URI'), clock }),
});
