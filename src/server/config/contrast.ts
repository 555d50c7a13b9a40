/** Contrast of two colours as WCAG 2.2 defines it (relative luminance, success criterion 1.4.3), and a lighter tone of the same colour. */
export type Colour = `#${string}`;

/** From 1 (the same) to 21 (black on white). */
export function contrastOf(one: Colour, other: Colour): number {
  const [dark = 0, light = 0] = [luminanceOf(one), luminanceOf(other)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** The first tone on the way to white that stands out from the background by this much; white if none does. */
export function lightenedUntil(colour: Colour, background: Colour, contrast: number): Colour {
  for (let white = 0; white < 1; white += 0.05) {
    const tone = mixedWithWhite(colour, white);
    if (contrastOf(tone, background) >= contrast) return tone;
  }
  return '#ffffff';
}

function luminanceOf(colour: Colour): number {
  const [red = 0, green = 0, blue = 0] = channelsOf(colour)
    .map((channel) => channel / 255)
    .map((channel) => (channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function mixedWithWhite(colour: Colour, white: number): Colour {
  const mixed = channelsOf(colour).map((channel) => Math.round(channel + (255 - channel) * white));
  return `#${mixed.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

function channelsOf(colour: Colour): readonly number[] {
  return [1, 3, 5].map((start) => Number.parseInt(colour.slice(start, start + 2), 16));
}
