import { useEffect, useRef, type ReactElement } from 'react';
import { useServerAway } from '../ask/server-away.ts';
import { Button } from '../parts/button.tsx';

const loadAnew = (): void => window.location.reload();

/** In place of a page that could not be shown. The address holds all of its state, so that it can be loaded anew by itself. */
export function BrokenPage({ error }: { readonly error: unknown }): ReactElement {
  const isAway = useServerAway();
  const wasAway = useRef(isAway);
  useEffect(() => {
    if (wasAway.current && !isAway) loadAnew();
    wasAway.current = isAway;
  }, [isAway]);
  return (
    <div role="alert">
      <h1>This page could not be shown</h1>
      <p>{error instanceof Error ? error.message : String(error)}</p>
      <p>{isAway ? 'It is loaded as soon as the server answers again.' : 'A newer server may have other pages.'}</p>
      <Button onClick={loadAnew}>Load the page anew</Button>
    </div>
  );
}
