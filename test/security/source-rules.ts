/** What no file of the product may do, and the few places that may. Each rule names the ASVS 5.0.0 lines it holds. */
import { isTest } from '../architecture/source-file.ts';
import type { SourceFile } from '../architecture/source-file.ts';

export interface SourceRule {
  title: string;
  /** What is not to be found. */
  pattern: RegExp;
  /** Where the rule holds. */
  within: RegExp;
  /** Files that may, each for a reason of its own; one that no file needs is a hole. */
  but?: readonly RegExp[];
}

const PRODUCT = /^(server|widgets|data|packages\/(?!tooling)[\w-]+)\/src\//;
const SERVER = /^server\/src\//;
const BROWSER = /^(widgets|packages\/(client|core|editing))\/src\//;

export const SOURCE_RULES: readonly SourceRule[] = [
  {
    title: 'text is never run as code (V1.3.2, V1.3.7)',
    pattern: /\beval\(|\bnew Function\(|['"]node:vm['"]|\bset(Timeout|Interval)\(\s*['"`]/,
    within: PRODUCT,
  },
  {
    title: 'no program is started (V1.2.5)',
    pattern: /child_process/,
    within: PRODUCT,
  },
  {
    title: 'no text becomes markup unescaped (V1.1.2, V1.2.1, V3.2.2)',
    pattern:
      /\b(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\bunsafe(HTML|SVG|Static)\b|(?<![.\w])raw\(/,
    within: PRODUCT,
    // Icons of the build, and a style sheet written in the file itself.
    but: [/^widgets\/src\/internal\/icons\.ts$/, /^server\/src\/portal\/notice\.ts$/],
  },
  {
    title: 'no broken hash or cipher mode is used (V11.3.1, V11.4.1)',
    pattern:
      /createH(ash|mac)\(\s*['"](md\d|sha-?1|ripemd\d*)['"]|['"][\w-]+-(ecb|cbc)['"]|createCipher\(/i,
    within: PRODUCT,
  },
  {
    title: 'encrypting is done in one place (V11.1.2)',
    pattern: /create(Cipheriv|Decipheriv)\(/,
    within: PRODUCT,
    but: [/^server\/src\/secrets\/secret-box\.ts$/],
  },
  {
    title: 'chance that can be guessed decides nothing but waiting times (V11.5.1)',
    pattern: /Math\.random\(/,
    within: PRODUCT,
    but: [/^server\/src\/webhooks\/webhook-delivery\.ts$/, /^packages\/client\/src\/live\.ts$/],
  },
  {
    title: 'certificates are always checked (V12.3.2, V12.3.4)',
    pattern: /rejectUnauthorized|NODE_TLS_REJECT|checkServerIdentity|\ballowInsecureRequests\b/,
    within: PRODUCT,
    // A provider on the same machine, which the tests run.
    but: [/^server\/src\/oidc\/provider\.ts$/],
  },
  {
    title: 'only deliveries, mail and the provider go out (V13.2.4, V15.3.2)',
    pattern:
      /(?<![.\w])fetch\(|(^import (?!type )[^;]*?from |\bimport\()['"](node:https?|node:tls|nodemailer[\w/.-]*|openid-client|undici)['"]/m,
    within: SERVER,
    but: [/^server\/src\/webhooks\//, /^server\/src\/mail\//, /^server\/src\/oidc\//],
  },
  {
    title: 'nothing is kept in the browser’s storage (V14.3.3)',
    pattern: /\b(localStorage|sessionStorage|indexedDB|document\.cookie)\b/,
    within: BROWSER,
  },
  {
    title: 'links to new windows keep the opener from them (V3.5.4)',
    pattern: /target="_blank"(?![^>]*rel="[^"]*noopener)/,
    within: /^(widgets|server)\/src\//,
  },
  {
    title: 'messages go to a named origin (V3.5.5, V10.1.1)',
    pattern: /postMessage\([^;]*?,\s*['"]\*['"]/s,
    within: BROWSER,
  },
  {
    title: 'passwords may be pasted and filled in (V6.2.7)',
    pattern: /['"@]paste['"=]|onpaste|type="password"[^>]*autocomplete="off"/,
    within: BROWSER,
  },
];

/** Files that break the rule, as `path: what was found`. */
export function breaches(rule: SourceRule, files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => rule.within.test(path) && !isTest(path))
    .filter(({ path }) => !rule.but?.some((exempt) => exempt.test(path)))
    .flatMap(({ path, text }) => {
      const found = rule.pattern.exec(text);
      return found ? [`${path}: «${found[0]}»`] : [];
    });
}

/** Exemptions of the rule that no file needs: whatever came to be there would be let through. */
export function idleExemptions(rule: SourceRule, files: readonly SourceFile[]): string[] {
  const needed = (exempt: RegExp): boolean =>
    files.some(({ path, text }) => exempt.test(path) && !isTest(path) && rule.pattern.test(text));
  return (rule.but ?? []).filter((exempt) => !needed(exempt)).map(String);
}

/** Files of pages that hear messages without looking at where they come from (V3.5.5). */
export function trustingListeners(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path, text }) => BROWSER.test(path) && /addEventListener\('message'/.test(text))
    .filter(({ path, text }) => !isTest(path) && !/\.origin [!=]==[^]*\.source [!=]==/.test(text))
    .map(({ path }) => path);
}

/** As markup, or as what `inputField` (widgets/src/internal/fields.ts) makes it of. */
export const PASSWORD_FIELD =
  /autocomplete(="|: ')(current|new)-password["']|name(="|: ')password["']/;
const MASKED_FIELD = /type(="|: ')password["']|type=\$\{[^}]*\? 'text' : 'password'\}/;

/** Password fields of pages that show what is typed without being asked to (V6.2.6). */
export function openPasswordFields(files: readonly SourceFile[]): string[] {
  return files
    .filter(({ path }) => BROWSER.test(path) && !isTest(path))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/<input\b(?:(?!<input\b|\/>)[^])*\/>|inputField\(\{[^]*?\}\)/g)]
        .filter(([field]) => PASSWORD_FIELD.test(field))
        .filter(([field]) => !MASKED_FIELD.test(field))
        .map(([field]) => `${path}: ${field.replace(/\s+/g, ' ')}`),
    );
}
