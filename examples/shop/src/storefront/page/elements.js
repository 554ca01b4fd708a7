/**
 * Makes an element. `attributes` are set as they are, functions become listeners (`onclick`), null and false are left
 * out; text children are text, so nothing that the server sends is ever read as HTML.
 */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(key.slice(2), value);
    else if (value !== null && value !== false) element.setAttribute(key, value === true ? '' : String(value));
  }
  element.append(...children.flat().filter((child) => child !== null));
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** The picture of a product: its shape on a colour of its own. */
export function tile(sku) {
  const [shape] = sku.split('-');
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 64 64');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `/shapes.svg#${shape}`);
  svg.append(use);
  const box = el('div', { class: 'tile', 'aria-hidden': 'true' }, svg);
  const hue = [...sku].reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 360, 7);
  box.style.setProperty('--hue', String(hue));
  return box;
}

const euros = new Intl.NumberFormat('en-IE', { style: 'currency', currency: 'EUR' });

/** Whole cents as people read them. */
export function money(cents) {
  return euros.format(cents / 100);
}
