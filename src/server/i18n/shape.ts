/** The shape that a catalogue of texts must have: the French one is the model, and the compiler refuses a translation that lacks a text. */
export type Texts<T> = { readonly [K in keyof T]: T[K] extends string ? string : Texts<T[K]> };

/** The dotted path of every text in a catalogue. */
export type TextKey<T> = { [K in keyof T & string]: T[K] extends string ? K : `${K}.${TextKey<T[K]>}` }[keyof T & string];
