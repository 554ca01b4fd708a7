import type { ReactElement, ReactNode } from 'react';
import { A } from '../../../url/link.tsx';
import { links } from '../../../url/links.ts';
import { NO_SERVICE } from './span-names.ts';

export interface ServiceLinkProps {
  readonly service: string;
  readonly children: ReactNode;
}

/** To the page of a service; spans that name none have no such page. */
export function ServiceLink({ service, children }: ServiceLinkProps): ReactElement {
  return service === NO_SERVICE ? <>{children}</> : <A to={links.service(service)}>{children}</A>;
}
