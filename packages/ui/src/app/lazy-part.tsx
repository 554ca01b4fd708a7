import { lazy, Suspense, useState, type ComponentType, type ReactElement } from 'react';
import { Boundary } from './boundary.tsx';

const nothing = (): null => null;

/**
 * A part of the shell whose code comes when it is first shown. While it comes, and where it cannot come, there is nothing;
 * the next time it is tried again.
 */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props) => ReactElement {
  return function LazyPart(props) {
    const [Part] = useState(() => lazy(async () => ({ default: await load() })));
    return (
      <Boundary fallback={nothing}>
        <Suspense fallback={null}>
          <Part {...props} />
        </Suspense>
      </Boundary>
    );
  };
}
