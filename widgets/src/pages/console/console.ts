/** The union's desk: one part at a time, named in the address. */
import '../../components/sit-audit/sit-audit.ts';
import '../../components/sit-keys/sit-keys.ts';
import '../../components/sit-origins/sit-origins.ts';
import '../../components/sit-people/sit-people.ts';
import { SitClient } from '@sit/client/client';
import { speak } from '../speak.ts';

const PARTS: Record<string, string> = {
  people: 'sit-people',
  keys: 'sit-keys',
  origins: 'sit-origins',
  record: 'sit-audit',
};

function show(): void {
  const named = location.hash.slice(1);
  const part = Object.hasOwn(PARTS, named) ? named : 'people';
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.parts a')) {
    if (link.hash === `#${part}`) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  // Made anew, so that it reads what is there now.
  document.querySelector('main')!.replaceChildren(document.createElement(PARTS[part]!));
}

const signOut = document.querySelector<HTMLButtonElement>('#sign-out')!;
signOut.addEventListener('click', async () => {
  signOut.disabled = true;
  try {
    const { auth } = new SitClient({ server: location.origin });
    location.assign((await auth.signOut()) ?? '/');
  } catch {
    // No answer: still signed in, and the button as it was says so.
    signOut.disabled = false;
  }
});

speak('console');
addEventListener('hashchange', show);
show();
