/** Character encodings of attributes: names met in .cpg files and in dBase's language byte, and strict decoding. */
import iconv from 'iconv-lite';

/** dBase language driver ids (LDID, byte 29 of a .dbf), those a Western European office may meet. */
const LANGUAGE_DRIVERS: Record<number, string> = {
  0x01: 'CP437',
  0x02: 'CP850',
  0x03: 'CP1252',
  0x04: 'MACROMAN',
  0x08: 'CP865',
  0x57: 'CP1252',
  0x58: 'CP1252',
  0x59: 'CP1252',
  0x64: 'CP852',
  0x87: 'CP852',
  0xc8: 'CP1250',
};

/** The encoding of a dBase language byte; null for 0 ("none") and those not in the table. */
export function encodingOfLanguageDriver(ldid: number): string | null {
  return LANGUAGE_DRIVERS[ldid] ?? null;
}

/**
 * The canonical name of an encoding as a .cpg or a person writes it (`65001`, `ANSI 1252`, `8859-1`,
 * `utf8`, `OEM 850`): `UTF-8`, `CP1252`, `ISO-8859-15` …; null when unknown. ISO 8859-1 is taken for
 * CP1252, which only adds to it what files so labelled do contain (WHATWG Encoding §4.2 does the same).
 */
export function parseEncoding(text: string): string | null {
  const name = text.trim().toUpperCase();
  if (/^(UTF-?8|65001)$/.test(name)) return 'UTF-8';
  const iso = /^(?:ISO[ -]?)?8859[-_ ]?(\d{1,2})$/.exec(name) ?? /^ISO88591?(\d)$/.exec(name);
  if (iso?.[1] === '1' || /^(LATIN-?1|L1)$/.test(name)) return 'CP1252';
  if (iso) return known(`ISO-8859-${iso[1]}`);
  const page = /^(?:ANSI|OEM|CP|WINDOWS|WIN|IBM)?[ -]?(\d{3,5})$/.exec(name);
  if (page) return known(`CP${page[1]}`);
  return known(name);
}

function known(name: string): string | null {
  // Encodings of more than one byte a character other than UTF-8 do not occur in dBase files.
  return /UTF-?(7|16|32)|UCS|BASE64|HEX|BINARY/.test(name) || !iconv.encodingExists(name)
    ? null
    : name;
}

/** A decoder that gives null for bytes that are no text in `encoding` (a canonical name). */
export function strictDecoder(encoding: string): (bytes: Uint8Array) => string | null {
  const decode = rawDecoder(encoding);
  return (bytes) => {
    const text = decode(bytes);
    return text === null || hasStrayControl(text) ? null : text;
  };
}

function rawDecoder(encoding: string): (bytes: Uint8Array) => string | null {
  if (encoding === 'UTF-8') {
    const utf8 = new TextDecoder('utf-8', { fatal: true });
    return (bytes) => {
      try {
        return utf8.decode(bytes);
      } catch {
        return null;
      }
    };
  }
  return (bytes) => {
    const text = iconv.decode(
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      encoding,
    );
    return text.includes('\ufffd') ? null : text;
  };
}

/** C1 controls (U+0080-U+009F) in a text mean Windows bytes read as ISO 8859. */
function hasStrayControl(text: string): boolean {
  return /[\u0080-\u009f]/.test(text);
}
