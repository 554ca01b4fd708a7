import { attempt } from '@sightglass/errors/browser/internal';

const MAX_FIELDS = 200;
const MAX_NEIGHBOURS = 50;

/**
 * What can change in a page without anybody being told, to be compared: what is written and chosen, what is selected, which style sheets and how
 * many rules there are, the colours of the page, and what is shown around that which is pressed, such as a menu that a style sheet opens.
 */
export function silentState(pressed: Node | undefined): string {
  return [fields(), String(getSelection()), sheets(), colours(), shownAround(pressed)].join('|');
}

function fields(): string {
  const values: unknown[] = [];
  for (const field of [...document.querySelectorAll('input,textarea,select')].slice(0, MAX_FIELDS))
    values.push(Reflect.get(field, 'value'), Reflect.get(field, 'checked'), Reflect.get(field, 'indeterminate'));
  return values.join('|');
}

function sheets(): string {
  const all = [...document.styleSheets, ...(document.adoptedStyleSheets ?? [])];
  // Of another origin the rules are not told.
  return all.map((sheet) => `${sheet.disabled} ${attempt(() => sheet.cssRules.length)}`).join();
}

function colours(): string {
  return [document.documentElement, document.body]
    .map((element) => {
      const { color, backgroundColor, filter } = getComputedStyle(element);
      return color + backgroundColor + filter;
    })
    .join();
}

function shownAround(pressed: Node | undefined): string {
  const place = pressed?.parentElement?.parentElement ?? pressed?.parentElement;
  const shown: unknown[] = [];
  const all = place?.getElementsByTagName('*') ?? [];
  for (let at = 0; at < Math.min(all.length, MAX_NEIGHBOURS); at++)
    shown.push(all[at]?.checkVisibility?.({ visibilityProperty: true, opacityProperty: true }));
  return shown.map(Number).join('');
}
