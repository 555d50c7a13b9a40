/** How every schema of ours is: nothing added, nothing dropped in silence, no index or collection made behind our back. */
export const schemaOptions = {
  autoCreate: false,
  autoIndex: false,
  id: false,
  minimize: false,
  strict: 'throw',
  strictQuery: 'throw',
  versionKey: false,
} as const;
