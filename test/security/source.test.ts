/** The rules of source-rules.ts over the whole repository, and that each of them finds what it is for. */
import { describe, expect, it } from 'vitest';
import { readSources } from '../architecture/source-file.ts';
import {
  PASSWORD_FIELD,
  SOURCE_RULES,
  breaches,
  idleExemptions,
  openPasswordFields,
  trustingListeners,
} from './source-rules.ts';

const sources = readSources();
const ruleOf = (title: string) => SOURCE_RULES.find((rule) => rule.title.startsWith(title))!;

describe('in the product', () => {
  it.each(SOURCE_RULES)('$title', (rule) => {
    expect(sources.some(({ path }) => rule.within.test(path))).toBe(true);
    expect(breaches(rule, sources)).toEqual([]);
    expect(idleExemptions(rule, sources)).toEqual([]);
  });

  it('who hears a message looks at its origin and its window (V3.5.5)', () => {
    expect(trustingListeners(sources)).toEqual([]);
  });

  it('what is typed as a password is masked until its person wants to see it (V6.2.6)', () => {
    expect(openPasswordFields(sources)).toEqual([]);
    const fields = sources.filter(({ text }) => PASSWORD_FIELD.test(text)).map(({ path }) => path);
    expect(fields.join()).toContain('widgets/src/components/sit-login/');
    expect(fields.join()).toContain('widgets/src/components/sit-account/');
  });
});

describe('a planted breach is found', () => {
  it.each([
    ['text is never', 'server/src/a.ts', 'eval(text)'],
    ['text is never', 'widgets/src/a.ts', `setTimeout('alert(1)', 1)`],
    ['no program', 'server/src/a.ts', `import { exec } from 'node:child_process';`],
    ['no text becomes', 'widgets/src/a.ts', 'element.innerHTML = name;'],
    ['no text becomes', 'server/src/ogc/pages/a.ts', 'html`${raw(name)}`'],
    ['no broken hash', 'server/src/a.ts', `createHash('md5')`],
    ['no broken hash', 'server/src/a.ts', `createCipheriv('aes-256-cbc', key, iv)`],
    ['encrypting', 'server/src/a.ts', `createCipheriv('aes-256-gcm', key, iv)`],
    ['chance', 'server/src/auth/token.ts', 'Math.random()'],
    ['certificates', 'server/src/webhooks/a.ts', '{ rejectUnauthorized: false }'],
    ['only deliveries', 'server/src/imports/a.ts', 'await fetch(url)'],
    ['only deliveries', 'server/src/imports/a.ts', `import { request } from 'node:https';`],
    ['only deliveries', 'server/src/imports/a.ts', `await import('nodemailer')`],
    ['certificates', 'server/src/mail/a.ts', 'execute: [allowInsecureRequests]'],
    ['nothing is kept', 'widgets/src/a.ts', `localStorage.setItem('token', token)`],
    ['links to new', 'widgets/src/a.ts', '<a href=${url} target="_blank" class="x">'],
    ['messages go', 'widgets/src/a.ts', `opener.postMessage({ token }, '*')`],
    ['passwords may', 'widgets/src/a.ts', '<input type="password" @paste=${refuse}>'],
  ])('%s … in %s', (title, path, text) => {
    expect(breaches(ruleOf(title), [{ path, text }])).toHaveLength(1);
  });

  it.each([
    ['is not there', 'server/src/other/a.ts', '{ rejectUnauthorized: false }'],
    ['needs none', 'server/src/oidc/provider.ts', ''],
    ['is a test', 'server/src/oidc/provider.test.ts', '{ rejectUnauthorized: false }'],
  ])('an exemption for a file that %s', (_what, path, text) => {
    expect(idleExemptions(ruleOf('certificates'), [{ path, text }])).toHaveLength(1);
  });

  it('a listener that asks nothing', () => {
    const text = `addEventListener('message', ({ data }) => signIn(data));`;
    expect(trustingListeners([{ path: 'widgets/src/a.ts', text }])).toEqual(['widgets/src/a.ts']);
  });

  it('a password field that shows itself', () => {
    const field = (type: string) => [
      { path: 'widgets/src/a.ts', text: `<input ${type} autocomplete="new-password" />` },
    ];
    expect(openPasswordFields(field('type="text"'))).toHaveLength(1);
    expect(openPasswordFields(field('type="password"'))).toEqual([]);
    expect(openPasswordFields(field("type=${shown ? 'text' : 'password'}"))).toEqual([]);
    const made = (type: string) => [
      { path: 'widgets/src/a.ts', text: `inputField({ id, ${type}, name: 'password' })` },
    ];
    expect(openPasswordFields(made("type: 'text'"))).toHaveLength(1);
    expect(openPasswordFields(made("type: 'password'"))).toEqual([]);
  });
});
