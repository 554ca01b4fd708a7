import { spend } from './budget.ts';
import { CLOSE_OBJECT, COLON, MINUS, NINE, notJson, OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './json-syntax.ts';
import type { JsonText } from './json-text.ts';

/** From an opening bracket to its closing one, of either kind. */
const TO_CLOSE = 2;

/**
 * Passes over a value, however deep it is nested: what has begun is kept on a list, not on the stack.
 *
 * @throws {@link DecodeError} when it is not JSON.
 */
export function skip(text: JsonText): void {
  const { begun } = text;
  begun.length = 0;
  do {
    spend(1);
    const code = text.peek();
    if (code === OPEN_OBJECT || code === OPEN_ARRAY) {
      text.pos++;
      if (!text.passes(code + TO_CLOSE)) {
        begun.u8(code + TO_CLOSE);
        if (code === OPEN_OBJECT) skipName(text);
        continue;
      }
    } else if (code === QUOTE) text.string();
    else if (code >= MINUS && code <= NINE) text.number();
    else text.literal();
    skipEnds(text);
  } while (begun.length > 0);
}

/** Behind a value: passes over what ends with it, up to where the next value stands. */
function skipEnds(text: JsonText): void {
  const { begun } = text;
  while (begun.length > 0) {
    const close = begun.bytes[begun.length - 1] ?? 0;
    if (text.more(close)) {
      if (close === CLOSE_OBJECT) skipName(text);
      return;
    }
    begun.length--;
  }
}

function skipName(text: JsonText): void {
  if (text.peek() !== QUOTE) throw notJson('a name in quotes', text.pos);
  text.string();
  text.expect(COLON);
}
