/**
 * Colours that a program meant for a terminal (ECMA-48, "SGR"), as runs of text with the names of styles. Colours are the
 * theme's: a colour of 256 or 16 million becomes the one of its hue, so that every text can be read on every surface.
 */

/** Names of classes; `onRed` is a ground. */
export type AnsiStyle = Hue | `on${Capitalize<Hue>}` | 'bold' | 'faint' | 'italic' | 'underlined' | 'struck';
type Hue = 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'grey';

export interface AnsiRun {
  readonly text: string;
  readonly styles: readonly AnsiStyle[];
}

const ESC = '\u001b';
const BEL = '\u0007';

/** Cuts a text at its escape sequences. Those that are no colours are left out; an escape that begins none is shown as ␛. */
export function readAnsi(text: string): AnsiRun[] {
  if (!text.includes(ESC)) return [{ text, styles: [] }];
  const runs: AnsiRun[] = [];
  let look = PLAIN;
  let pending = '';
  const flush = (): void => {
    if (pending !== '') runs.push({ text: pending, styles: stylesOf(look) });
    pending = '';
  };
  for (let at = 0; at < text.length;) {
    const escape = text.indexOf(ESC, at);
    pending += text.slice(at, escape === -1 ? text.length : escape);
    if (escape === -1) break;
    const sequence = readSequence(text, escape);
    if (sequence === null) pending += '␛';
    else if (sequence.colours !== null) {
      flush();
      look = changed(look, sequence.colours);
    }
    at = sequence?.end ?? escape + 1;
  }
  flush();
  return runs;
}

/** The text without its escape sequences: what is copied, searched and read out. */
export function plainOf(text: string): string {
  return text.includes(ESC)
    ? readAnsi(text)
        .map((run) => run.text)
        .join('')
    : text;
}

interface Sequence {
  readonly end: number;
  /** The codes of a colour sequence, null for another one. */
  readonly colours: readonly number[] | null;
}

function readSequence(text: string, at: number): Sequence | null {
  if (text[at + 1] === '[') return readControl(text, at + 2);
  // A title or a hyperlink: ended by BEL or by ESC \.
  if (text[at + 1] === ']') {
    const ends = [text.indexOf(BEL, at) + 1, text.indexOf(`${ESC}\\`, at + 1) + 2].filter((end) => end > at + 1);
    return ends.length === 0 ? null : { end: Math.min(...ends), colours: null };
  }
  return null;
}

function readControl(text: string, from: number): Sequence | null {
  let at = from;
  while (at < text.length && text[at]! >= ' ' && text[at]! <= '?') at += 1;
  const final = text[at];
  if (final === undefined || final < '@' || final > '~') return null;
  const codes = text.slice(from, at);
  const isColour = final === 'm' && /^[\d;:]*$/.test(codes);
  return { end: at + 1, colours: isColour ? codes.split(/[;:]/).map(Number) : null };
}

interface Look {
  readonly colour: Hue | null;
  readonly ground: Hue | null;
  readonly inverse: boolean;
  readonly marks: readonly Mark[];
}
type Mark = 'bold' | 'faint' | 'italic' | 'underlined' | 'struck';

const PLAIN: Look = { colour: null, ground: null, inverse: false, marks: [] };
const ON: Readonly<Record<number, Mark>> = { 1: 'bold', 2: 'faint', 3: 'italic', 4: 'underlined', 9: 'struck' };
const OFF: Readonly<Record<number, readonly Mark[]>> = {
  22: ['bold', 'faint'],
  23: ['italic'],
  24: ['underlined'],
  29: ['struck'],
};

/** The look after the codes of one sequence. */
function changed(before: Look, codes: readonly number[]): Look {
  let look = before;
  for (let at = 0; at < codes.length; at += 1) {
    const code = codes[at]!;
    const on = ON[code];
    const off = OFF[code];
    if (code === 0) look = PLAIN;
    else if (on !== undefined) look = { ...look, marks: [...look.marks.filter((mark) => mark !== on), on] };
    else if (off !== undefined) look = { ...look, marks: look.marks.filter((mark) => !off.includes(mark)) };
    else if (code === 7 || code === 27) look = { ...look, inverse: code === 7 };
    else if (code === 38 || code === 48) {
      const { hue, used } = readExtended(codes, at + 1);
      look = { ...look, [code === 38 ? 'colour' : 'ground']: hue };
      at += used;
    } else if (isBasic(code, 30) || code === 39) look = { ...look, colour: basicHue(code - 30) };
    else if (isBasic(code, 40) || code === 49) look = { ...look, ground: basicHue(code - 40) };
    else if (isBasic(code, 90)) look = { ...look, colour: brightHue(code - 90) };
    else if (isBasic(code, 100)) look = { ...look, ground: brightHue(code - 100) };
  }
  return look;
}

const isBasic = (code: number, first: number): boolean => code >= first && code < first + 8;

/** Black and white are the surface and its text in one theme or the other: no colour at all. */
const BASIC: readonly (Hue | null)[] = [null, 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', null];

function basicHue(index: number): Hue | null {
  return BASIC[index] ?? null;
}

function brightHue(index: number): Hue | null {
  return index === 0 ? 'grey' : basicHue(index);
}

/** What follows 38 or 48: `5;n` of 256 colours, or `2;r;g;b`. */
function readExtended(codes: readonly number[], at: number): { hue: Hue | null; used: number } {
  if (codes[at] === 2) return { hue: hueOf(codes[at + 1] ?? 0, codes[at + 2] ?? 0, codes[at + 3] ?? 0), used: 4 };
  if (codes[at] !== 5) return { hue: null, used: 0 };
  const index = codes[at + 1] ?? 0;
  if (index < 8) return { hue: basicHue(index), used: 2 };
  if (index < 16) return { hue: brightHue(index - 8), used: 2 };
  if (index > 231) return { hue: 'grey', used: 2 };
  const level = (step: number): number => (step === 0 ? 0 : 55 + 40 * step);
  const cube = index - 16;
  return { hue: hueOf(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6)), used: 2 };
}

const ROUND: readonly Hue[] = ['red', 'yellow', 'green', 'cyan', 'blue', 'magenta'];

/** The named colour nearest in hue; what has hardly any colour is grey, or none where it is nearly black or white. */
function hueOf(red: number, green: number, blue: number): Hue | null {
  const most = Math.max(red, green, blue);
  const least = Math.min(red, green, blue);
  const spread = most - least;
  if (spread < 40) return most < 64 || least > 200 ? null : 'grey';
  const sixth =
    most === red
      ? ((green - blue) / spread + 6) % 6
      : most === green
        ? (blue - red) / spread + 2
        : (red - green) / spread + 4;
  return ROUND[Math.round(sixth) % 6] ?? null;
}

const GROUNDS: Readonly<Record<Hue, AnsiStyle>> = {
  red: 'onRed',
  green: 'onGreen',
  yellow: 'onYellow',
  blue: 'onBlue',
  magenta: 'onMagenta',
  cyan: 'onCyan',
  grey: 'onGrey',
};

function stylesOf({ colour, ground, inverse, marks }: Look): AnsiStyle[] {
  const behind = inverse ? (colour ?? 'grey') : ground;
  if (behind !== null) return [GROUNDS[behind], ...marks];
  return colour === null || inverse ? [...marks] : [colour, ...marks];
}
