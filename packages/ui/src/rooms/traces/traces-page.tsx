import type { ReactElement } from 'react';

export function TracesPage(): ReactElement {
  return <h1>Traces</h1>;
}
