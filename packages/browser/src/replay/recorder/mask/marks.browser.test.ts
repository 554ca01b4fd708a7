import { afterEach, expect, it } from 'vitest';
import { resolveReplayOptions, type ReplayOptions } from '../../options.ts';
import { createMarks, type Marks } from './marks.ts';

afterEach(() => document.body.replaceChildren());

function marksOf(html: string, options: ReplayOptions = {}): { marks: Marks; at: (id: string) => Element } {
  document.body.innerHTML = html;
  return {
    marks: createMarks(resolveReplayOptions(options)),
    at: (id) => document.getElementById(id) ?? document.body,
  };
}

it('shows nothing unless somebody said so, and then until somebody says otherwise', () => {
  const { marks, at } = marksOf(`<p id="plain"></p>
    <div data-sightglass-allow><p id="shown"></p><div data-sightglass-mask><p id="again"></p><b data-sightglass-allow id="yet"></b></div></div>`);
  expect(['plain', 'shown', 'again', 'yet'].map((id) => marks.isShown(at(id)))).toEqual([false, true, false, true]);
});

it('takes selectors as it takes attributes', () => {
  const { marks, at } = marksOf(
    '<main><p id="shown"></p><p class="name" id="name"></p><i class="box"><b id="in"></b></i></main>',
    {
      allow: ['main'],
      mask: ['.name'],
      block: ['.box'],
    },
  );
  expect([marks.isShown(at('shown')), marks.isShown(at('name'))]).toEqual([true, false]);
  expect([marks.isBlocked(at('in')), marks.isBlocked(at('shown'))]).toEqual([true, false]);
});

it('blocks pictures and frames but those that are shown; frames only by an option', () => {
  const { marks, at } = marksOf(`<img id="a"><div data-sightglass-allow><img id="b"><iframe id="c"></iframe>
    <p data-sightglass-mask><img id="d"></p></div>`);
  expect(['a', 'b', 'c', 'd'].map((id) => at(id).matches(marks.blocked))).toEqual([true, false, true, true]);
  expect(at('c').matches(createMarks(resolveReplayOptions({ iframes: true })).blocked)).toBe(false);
});

it('shows what is typed only of a field that is itself allowed, and never a password', () => {
  const { marks, at } = marksOf(`<form data-sightglass-allow><input id="a"><input id="b" data-sightglass-allow>
    <input id="c" type="password" data-sightglass-allow><input id="d" autocomplete="cc-number" data-sightglass-allow></form>`);
  expect(['a', 'b', 'c', 'd'].map((id) => marks.isValueShown(at(id)))).toEqual([false, true, false, false]);
});

it('hides what is edited in place, within something that is shown', () => {
  const { marks, at } = marksOf(
    '<div data-sightglass-allow><div contenteditable><b id="in"></b></div><div contenteditable="false" id="not"></div></div>',
  );
  expect([marks.isShown(at('in')), marks.isShown(at('not'))]).toEqual([false, true]);
});

it('looks beyond the shadow root that an element is in, and shows nothing that is nowhere', () => {
  const { marks, at } = marksOf('<div data-sightglass-allow><p id="host"></p></div>');
  const root = at('host').attachShadow({ mode: 'open' });
  const inside = root.appendChild(document.createElement('b'));
  expect(marks.isShown(inside)).toBe(true);
  inside.remove();
  expect(marks.isShown(inside)).toBe(false);
  at('host').parentElement?.remove();
  expect(marks.isShown(root.appendChild(inside))).toBe(false);
});
