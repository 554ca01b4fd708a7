import { useQueryClient } from '@tanstack/react-query';
import type { FormEvent, ReactElement } from 'react';
import { useLocation } from 'wouter';
import { noteSignedIn } from '../../ask/signed-out.ts';
import { useAsk } from '../../ask/use-ask.tsx';
import { useChange } from '../../ask/use-change.ts';
import { Button } from '../../parts/button.tsx';
import { Field, FormProblem } from '../../parts/field.tsx';
import form from '../../parts/form.module.css';
import { textIn } from '../../parts/form-text.ts';
import { KEY_COMMAND } from '../../parts/key-command.ts';
import { usePageTitle } from '../../parts/page-title.ts';
import { serviceSlots } from '../../parts/service-slots.ts';
import { A } from '../../url/link.tsx';
import { links } from '../../url/links.ts';
import { useAddress } from '../../url/use-address.ts';
import { returnTo } from './return-to.ts';
import css from './sign-in.module.css';

/** Exchanges a key for a session of this browser; the key stays nowhere on the page. */
export function SignInPage(): ReactElement {
  const back = returnTo(useAddress().address.page['from']);
  const session = useAsk('session', {});
  usePageTitle('Sign in');
  return (
    <main id="main" tabIndex={-1} className={css['page']}>
      <h1>Sign in to Sightglass</h1>
      {session.data?.needsKey === false ? (
        <p>
          This server has no keys: everybody on its machine may read. <A to={links.overview()}>Go to the overview</A>
        </p>
      ) : (
        <KeyForm back={back} />
      )}
    </main>
  );
}

function KeyForm({ back }: { readonly back: string }): ReactElement {
  const cache = useQueryClient();
  const [, navigate] = useLocation();
  const { send, isSending, error, forget } = useChange([]);
  const signIn = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const given = event.currentTarget;
    const key = textIn(given, 'key');
    // Sent once and gone from the page, right or wrong.
    given.reset();
    const { done } = await send({ method: 'POST', path: 'session', body: { key } });
    if (!done) return;
    cache.clear();
    serviceSlots.forget();
    noteSignedIn();
    navigate(back, { replace: true });
  };
  return (
    // POST, so that a key typed before the page is ready never becomes part of an address.
    <form method="post" className={form['form']} onSubmit={(event) => void signIn(event)} onChange={forget}>
      <Field
        label="Key"
        name="key"
        type="password"
        required
        autoFocus
        autoComplete="current-password"
        error={error}
        hint={
          <>
            A key that may read: <code>sg_read_…</code> or <code>sg_admin_…</code>
          </>
        }
      />
      <FormProblem error={error} fields={['key']} />
      <div className={form['buttons']}>
        <Button look="primary" type="submit" disabled={isSending}>
          {isSending ? 'Signing in …' : 'Sign in'}
        </Button>
      </div>
      <p>
        Who runs the server makes keys: under Settings, or with <code>{KEY_COMMAND} --kind read</code> on its machine.
      </p>
    </form>
  );
}
