import type { ReactElement, ReactNode } from 'react';
import type { Answers } from '../../ask/types.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { CopyButton } from '../../parts/copy-button.tsx';
import { KEY_COMMAND } from '../../parts/key-command.ts';
import { Loading } from '../../parts/loading.tsx';
import { Empty, Problem } from '../../parts/states.tsx';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import css from './settings.module.css';

/** Who asks, as the parts below need to know it. */
export interface Admin {
  readonly session: Answers['session'];
  /** Nobody has made a key yet: everybody on the machine of the server may do everything. */
  readonly isOpen: boolean;
}

/** Shows what only admins may see, or says why it does not. */
export function AdminOnly({ children }: { readonly children: (admin: Admin) => ReactNode }): ReactElement {
  const { data: session, error, isError, refetch } = useAsk('session', {});
  if (session === undefined) {
    return isError ? (
      <Problem error={error} what="Who you are to this server" onRetry={() => void refetch()} />
    ) : (
      <Loading height="320px" what="who you are to this server" />
    );
  }
  if (session.principal?.kind === 'read') {
    return (
      <Empty title="You are signed in with a read key" action={<A to={links.signIn()}>Sign in with an admin key</A>}>
        <p>It shows the project {session.principal.project}; projects and keys are for admin keys.</p>
      </Empty>
    );
  }
  const isOpen = session.principal?.kind === 'open';
  return (
    <>
      {isOpen && <OpenNote />}
      {children({ session, isOpen })}
    </>
  );
}

function OpenNote(): ReactElement {
  const command = `${KEY_COMMAND} --kind admin`;
  return (
    <div className={css['note']}>
      <p>
        This server has no keys: everybody on this machine may read and change everything, and nobody else. From the
        first key on it asks everybody for one. Make an admin key here, or with <code>{command}</code> and the{' '}
        <code>--data</code> of the server.
      </p>
      <CopyButton text={command} what="the command" />
    </div>
  );
}
