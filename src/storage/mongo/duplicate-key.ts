/**
 * Tells a lost race for a unique key from every other error. It is a definite answer even where a reply got lost: the driver
 * sends a write again under its first number, and the server then answers with what the first one did.
 */
import { mongo } from 'mongoose';

export async function unlessDuplicate<T>(write: Promise<T>): Promise<T | 'duplicate'> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof mongo.MongoServerError && error.code === 11000) return 'duplicate';
    throw error;
  }
}
