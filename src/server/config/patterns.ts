/** The patterns of a banner, by which a space is known where colours are not seen (WCAG 2.2, 1.4.1); `views/assets/passerelle.css` draws them. */
export const patterns = ['arches', 'stripes', 'dots', 'squares'] as const;
export type Pattern = (typeof patterns)[number];
