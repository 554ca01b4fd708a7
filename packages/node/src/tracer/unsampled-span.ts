import type { Span } from '@opentelemetry/api';
import { LocalSpan } from './identity.ts';

/** A span that is not kept: it carries its ids to children and other services, and nothing else. */
export class UnsampledSpan extends LocalSpan implements Span {
  setAttribute(): this {
    return this;
  }
  setAttributes(): this {
    return this;
  }
  addEvent(): this {
    return this;
  }
  addLink(): this {
    return this;
  }
  addLinks(): this {
    return this;
  }
  setStatus(): this {
    return this;
  }
  updateName(): this {
    return this;
  }
  end(): void {}
  isRecording(): boolean {
    return false;
  }
  recordException(): void {}
}
