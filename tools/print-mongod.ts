/** Prints the path of a real `mongod`, fetched first where there is none: `node tools/print-mongod.ts`. */
import { findMongod } from './mongod-binary.ts';

const binary = await findMongod();
console.log(binary.path);
