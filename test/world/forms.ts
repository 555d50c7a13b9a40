/** The forms of a page of ours, read as a browser without scripts reads them. */
export interface Form {
  readonly method: 'GET' | 'POST';
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  /** Names of the fields that a person fills in. */
  readonly fields: readonly string[];
  readonly buttons: readonly { readonly name: string; readonly value: string }[];
}

export function formsOf(html: string, page: URL): readonly Form[] {
  return [...html.matchAll(/<form\b([^>]*)>([\s\S]*?)<\/form>/gi)].map(([, attributes = '', content = '']) => {
    const form = attributesOf(attributes);
    const inputs = [...content.matchAll(/<input\b([^>]*)>/gi)].map(([, input = '']) => attributesOf(input));
    const buttons = [...html.matchAll(/<button\b([^>]*)>/gi)].map(([, button = '']) => attributesOf(button));
    const own = [...content.matchAll(/<button\b([^>]*)>/gi)].map(([, button = '']) => attributesOf(button));
    const attached = form.id === undefined ? [] : buttons.filter((button) => button.form === form.id);
    return {
      method: form.method?.toUpperCase() === 'POST' ? 'POST' : 'GET',
      action: new URL(form.action ?? page.href, page).href,
      hidden: Object.fromEntries(inputs.filter(({ type }) => type === 'hidden').map(({ name = '', value = '' }) => [name, value])),
      fields: inputs.filter(({ type }) => type !== 'hidden').map(({ name = '' }) => name),
      buttons: [...own, ...attached].map(({ name = '', value = '' }) => ({ name, value })),
    };
  });
}

function attributesOf(tag: string): Record<string, string | undefined> {
  return Object.fromEntries(
    [...tag.matchAll(/([\w:-]+)(?:\s*=\s*"([^"]*)")?/g)].map(([, name = '', value = '']) => [name.toLowerCase(), decode(value)]),
  );
}

function decode(text: string): string {
  return text.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}
