import {
  ATTR_APP_SCREEN_COORDINATE_X,
  ATTR_APP_SCREEN_COORDINATE_Y,
  ATTR_APP_WIDGET_ID,
  ATTR_APP_WIDGET_NAME,
  ATTR_SIGHTGLASS_CLICK_KIND,
  EVENT_APP_WIDGET_CLICK,
  SCOPE_BROWSER,
} from '@sightglass/api/semconv';
import { withoutFragment } from '../../assemble/redact-url.ts';
import { attributesOfView } from '../../assemble/views.ts';
import { BROWSER_VERSION } from '../../version.ts';
import type { Capture, Page, View } from '../../capture.ts';
import { addSpan } from '../../tracing/add-span.ts';
import { holdSpan, withSpan } from '../../tracing/active.ts';
import type { Follow, SpanPlace } from '../../tracing/active.ts';
import { newSpan, placeOf } from '../../tracing/new-span.ts';
import type { SpanIdentity } from '../../tracing/new-span.ts';
import { watchEffects } from './effects.ts';
import { createFollow } from './follow.ts';
import { createRage } from './rage.ts';
import { readTarget } from './target.ts';
import type { Target } from './target.ts';

const SCOPE = { name: `${SCOPE_BROWSER}/interactions`, version: BROWSER_VERSION };
const INFO = 9;
const INTERNAL = 1;
/** A click that led to nothing after so long is dead. */
const DEAD_MS = 2500;

/** What is told of clicks. */
export interface InteractionsOptions {
  /**
   * Tells what is written on the element that was clicked, where the page does not say otherwise (`data-sightglass-mask`). Without it only
   * where the page says so: `data-sightglass-allow`, or a name in `data-sightglass-name`. @defaultValue false
   */
  readonly text?: boolean;
}

/** The span of a click as it is active. */
type Held = SpanPlace & { follow?: Follow };

interface Click {
  readonly event: MouseEvent;
  readonly target: Target;
  readonly span: SpanIdentity;
  readonly start: number;
  /** That was shown when it happened; it may lead to another. */
  readonly view: View;
  isUsed: boolean;
  kind?: 'rage' | 'dead' | 'error';
}

/**
 * Tells of each click of a person, and of what was odd about it: `rage`, the third within a second and 30 pixels; `dead`, nothing changed within
 * 2.5 s of a click on what is made to be clicked; `error`, it led to one. What a click leads to while its handlers run, and in the tasks after
 * them, belongs to its span; a click that led to nothing has none.
 */
export function interactions(options: InteractionsOptions = {}): Capture {
  return {
    name: 'interactions',
    start(page) {
      if ('document' in globalThis) watchClicks(page, options.text ?? false);
    },
  };
}

function watchClicks(page: Page, isTextAllowed: boolean): void {
  /** Whose handlers, or whose tasks, run. */
  let current: Click | undefined;
  let release: (() => void) | undefined;
  /** Of which is not known yet whether they are dead. */
  const waiting = new Set<Click>();
  /** Performance time of the press that becomes a click: what it leads to, some components do then. */
  let pressed = 0;

  const tell = (click: Click, kind = click.kind): void => {
    waiting.delete(click);
    const { target, event, span, isUsed, start, view } = click;
    const { traceId, spanId, traceFlags } = span;
    page.addLog(SCOPE, {
      eventName: EVENT_APP_WIDGET_CLICK,
      severityNumber: INFO,
      time: start,
      ...(isUsed && { traceId, spanId, traceFlags }),
      attributes: {
        ...attributesOfView(view),
        [ATTR_APP_WIDGET_ID]: target.path,
        ...(target.name && { [ATTR_APP_WIDGET_NAME]: target.name }),
        ...(kind && { [ATTR_SIGHTGLASS_CLICK_KIND]: kind }),
        [ATTR_APP_SCREEN_COORDINATE_X]: Math.round(event.clientX),
        [ATTR_APP_SCREEN_COORDINATE_Y]: Math.round(event.clientY),
      },
    });
  };
  const tellWaiting = (): void => {
    for (const click of waiting) tell(click);
  };
  const effects = watchEffects(page, tellWaiting);
  const isRage = createRage();
  const follow = createFollow(page);

  /** Its tasks are over. */
  const close = (click: Click): void => {
    if (current !== click) return;
    release?.();
    current = undefined;
    const { target, span, start, isUsed, event, view } = click;
    if (isUsed) {
      const attributes = {
        ...attributesOfView(view),
        [ATTR_APP_WIDGET_ID]: target.path,
        ...(target.name && { [ATTR_APP_WIDGET_NAME]: target.name }),
      };
      const name = `click ${target.label}`;
      addSpan(page, SCOPE, { ...placeOf(span), name, kind: INTERNAL, start, end: page.now(), attributes });
    }
    const isAnswered = click.kind || isUsed || effects.isSince(pressed) || leavesPage(target, event);
    if (isAnswered || !target.isPromising || hasModifier(event)) return tell(click);
    waiting.add(click);
    const since = pressed;
    page.after(DEAD_MS, () => {
      // Tells of it, if there is any.
      effects.isSince(since);
      if (waiting.has(click)) tell(click, 'dead');
    });
  };

  const press = (): void => {
    pressed = performance.now();
    effects.look(DEAD_MS * 2);
  };
  page.listen(globalThis, 'pointerdown', press);
  page.listen(globalThis, 'click', (event) => {
    if (!(event instanceof MouseEvent) || !event.isTrusted) return;
    const { clientX: x, clientY: y, timeStamp, detail } = event;
    const target = readTarget(event.composedPath(), isTextAllowed);
    // A click on a label is told a second time, of its field.
    if (!target || current?.target.labelled === target.element) return;
    if (current) close(current);
    // By the keyboard there is no press before, and of one that was held the time may be over.
    if (detail === 0 || performance.now() - pressed > DEAD_MS) press();
    const span = withSpan(null, () => newSpan(page));
    const click: Click = { event, target, span, start: page.timeOf(timeStamp), view: page.view(), isUsed: false };
    const isSelecting = target.isField || getSelection()?.isCollapsed === false;
    if (detail > 0 && !isSelecting && isRage({ x, y, time: timeStamp })) click.kind = 'rage';
    current = click;
    const held: Held = { ...span, onUse: () => void (click.isUsed = true) };
    held.follow = follow(held);
    release = holdSpan(held);
    // The second one comes after those that its handlers set.
    page.after(0, () => page.after(0, () => close(click)));
  });
  page.on('error', () => {
    if (!current) return;
    current.isUsed = true;
    current.kind ??= 'error';
  });
  page.on('view', () => {
    if (current) current.isUsed = true;
  });
  page.on('leave', () => {
    if (current) close(current);
    tellWaiting();
  });
}

/** Whether the browser follows the link: another document is on its way, however long that takes. */
function leavesPage({ link }: Target, event: MouseEvent): boolean {
  return (
    link !== undefined &&
    !event.defaultPrevented &&
    !link.href.startsWith('javascript:') &&
    withoutFragment(link.href) !== withoutFragment(location.href)
  );
}

/** With which browsers do something of their own: open a tab, save a file. */
function hasModifier({ ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return ctrlKey || metaKey || shiftKey || altKey;
}
