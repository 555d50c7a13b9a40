/**
 * Tells a lost race for a unique key from every other error. It is a definite answer even where a reply got lost: the driver
 * sends a write again under its first number, and the server then answers with what the first one did.
 */
import { mongo } from 'mongoose';

const duplicateKey = 11000;

export async function unlessDuplicate<T>(write: Promise<T>): Promise<T | 'duplicate'> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === duplicateKey) return 'duplicate';
    throw error;
  }
}

/** The same for a bulk in which every lost race is as good as a won one; any other error among them is an error of the whole. */
export async function unlessAllDuplicates<T>(write: Promise<T>): Promise<T | 'duplicate'> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof mongo.MongoBulkWriteError && isOnlyOfDuplicates(error)) return 'duplicate';
    throw error;
  }
}

function isOnlyOfDuplicates({ writeErrors, result }: mongo.MongoBulkWriteError): boolean {
  const errors = [writeErrors].flat();
  return errors.length > 0 && errors.every(({ code }) => code === duplicateKey) && result.getWriteConcernError() === undefined;
}
