import { generateKeyPairSync } from 'node:crypto'
import { mintKey } from '@nuvion-guard/test-fixtures'
import { describe, expect, test } from 'vitest'
import { detect } from './detect.ts'
import type { Encoding, Match } from './match.ts'
import { mayHoldKey, mayHoldKeyText } from './prefilter.ts'

const key = mintKey('live', 5)
const observed = mintKey('live', 6, { optionalPart: true, alphabet: 'hex-lower' })
const sandbox = mintKey('test', 7, { alphabet: 'base64url', length: 36 })
/** Its base64 needs no padding. */
const unpadded = mintKey('live', 8, { length: 34 })
const body = key.slice('nv_live_'.length)
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const hex = (text: string): string => Buffer.from(text).toString('hex')
const codes = (text: string): number[] => [...text].map(character => character.charCodeAt(0))
const each = (text: string, toText: (character: string) => string): string => [...text].map(toText).join('')
const wrap = (text: string, width: number, indent = ''): string => (text.match(new RegExp(`.{1,${String(width)}}`, 'g')) ?? []).map(line => indent + line).join('\n')
/** Rows of a dump: sixteen bytes, their place before them and what they read as after them. */
const dump = (text: string, toRow: (place: number, bytes: string[], shown: string) => string): string =>
  wrap(text, 16).split('\n').map((row, i) => toRow(i * 16, hex(row).match(/../g) ?? [], row)).join('\n')
const place = (at: number, width: number): string => at.toString(16).padStart(width, '0')
const found = (text: string): Match[] => detect(text).filter(match => match.confidence !== 'low')
const raw = (match: Match | undefined): string | undefined => match?.secret.reveal(value => value)

/** A situation: the text, and where the finding stands: what is before it. */
interface Situation {
  readonly text: string
  readonly before: string
  readonly encoding: Encoding
  readonly wanted?: string
}

const at = (encoding: Encoding, before: string, rest: string, wanted?: string): Situation => ({ text: before + rest, before, encoding, ...(wanted === undefined ? {} : { wanted }) })

const situations: Record<string, Situation> = {
  'the whole text': at('plain', '', key),
  'an underscore before it': at('plain', 'OLD_', key),
  'a percent-encoded space before it': at('plain', 'q=a%20', key),
  'a percent-encoded equals sign before it': at('plain', 'q%3D', key),
  'an escaped quote before it': at('plain', '"\\u0022', `${key}\\u0022"`),
  'an escaped newline before it': at('plain', '"PORT=1\\n', `${key}\\nEND"`),
  'an escaped tab before it': at('plain', '"a\\t', `${key}"`),
  'a hexadecimal escape before it': at('plain', "'\\x20", `${key}'`),
  'a quoted-printable equals sign before it': at('plain', 'key=3D', key),
  'a terminal colour before it': at('plain', '\u001b[32m', `${key}\u001b[39m`),
  'an escaped terminal colour before it': at('plain', '"\\u001b[1;32m', `${key}"`),
  'a one-letter command flag before it': at('plain', 'curl -u', `${key}: https://api.example`),
  'CJK letters on both sides': at('plain', '密钥', `${key}是`),
  'a zero-width space before it': at('plain', '\u200b', key),
  'a URL path': at('plain', 'https://h/keys/', `${key}/rotate?x=1`),
  'user info of a URL': at('plain', 'https://x:', `${key}@host/`),
  'a prefix typed twice': at('plain', 'nv_live_', key),
  'a sentence': at('plain', 'the key is ', `${key}, is it?`),
  'an ellipsis after a whole key': at('plain', 'using ', `${observed}...`, observed),
  'bold in Markdown': at('plain', 'The key **', `${mintKey('live', 9, { length: 24 })}** is live`, mintKey('live', 9, { length: 24 })),
  'every underscore as %u005F': at('escaped', 'k=', key.replaceAll('_', '%u005F')),
  'underscores as \\U0000005f': at('escaped', '"', `${key.replaceAll('_', '\\U0000005f')}"`),
  'base64 wrapped at 32': at('base64', '', wrap(base64(`${'some text '.repeat(9)}${key} and more`), 32)),
  'Ruby <<': at('split', "'", `nv_live_' << '${body}'`),
  'hexadecimal codes set apart by spaces': at('charcodes', '', codes(key).map(code => `0x${code.toString(16)}`).join(' ')),
  'PowerShell [char] codes': at('charcodes', '[char]', codes(key).join('+[char]')),
  'the optional part': at('plain', 'k=', observed, observed),
  'a sandbox key with - and _ in its body': at('plain', 'k=', sandbox, sandbox),
  'underscores percent-encoded': at('escaped', 'k=', key.replaceAll('_', '%5F')),
  'underscores percent-encoded twice': at('escaped', 'k=', key.replaceAll('_', '%255F')),
  'every character percent-encoded': at('escaped', 'k=', each(key, one => `%${hex(one)}`)),
  'underscores as \\u005f': at('escaped', '"', `${key.replaceAll('_', '\\u005f')}"`),
  'underscores as \\\\u005f, JSON in JSON': at('escaped', '"', `${key.replaceAll('_', '\\\\u005f')}"`),
  'underscores as \\x5f': at('escaped', "'", `${key.replaceAll('_', '\\x5f')}'`),
  'every character as \\x..': at('escaped', "'", `${each(key, one => `\\x${hex(one)}`)}'`),
  'the first letter as \\x6e': at('escaped', "'", `\\x6e${key.slice(1)}'`),
  'the first letter as \\u006e': at('escaped', "'", `\\u006e${key.slice(1)}'`),
  'the first letter as \\u{6e}': at('escaped', "'", `\\u{6e}${key.slice(1)}'`),
  'the first letter as octal': at('escaped', "'", `\\156${key.slice(1)}'`),
  'the second letter as \\x76': at('escaped', "'", `n\\x76${key.slice(2)}'`),
  'underscores as decimal entities': at('escaped', '<b>', `${key.replaceAll('_', '&#95;')}</b>`),
  'underscores as hexadecimal entities': at('escaped', '<b>', `${key.replaceAll('_', '&#x5f;')}</b>`),
  'underscores as &lowbar;': at('escaped', '<b>', `${key.replaceAll('_', '&lowbar;')}</b>`),
  'every character as an entity': at('escaped', '<b>', `${each(key, one => `&#${String(one.charCodeAt(0))};`)}</b>`),
  'underscores escaped for Markdown': at('escaped', '', key.replaceAll('_', '\\_')),
  'base64': at('base64', 'token: ', base64(key)),
  'base64 with a newline in it': at('base64', 'token: ', base64(`${key}\n`)),
  'base64 at the second alignment': at('base64', 'Basic ', base64(`user:${key}`)),
  'unpadded base64, then a setting': at('base64', '_auth=', `${base64(unpadded)}\nalways-auth=true\n`, unpadded),
  'unpadded base64, then the next value': at('base64', 'data:\n  key: ', `${base64(unpadded)}\n  port: 1\n`, unpadded),
  'unpadded base64, then the end of a loop': at('base64', 'for i in 1; do\n', `${base64(unpadded)}\ndone\n`, unpadded),
  'base64 at the third alignment': at('base64', 'Basic ', base64(`us:${key}`)),
  'base64 of JSON': at('base64', 'data: ', base64(JSON.stringify({ env: { NUVION_API_KEY: key } }))),
  'URL-safe base64': at('base64', 'x=', Buffer.from(`a??${key}>>`).toString('base64url')),
  'base64 of base64': at('base64', 'x=', base64(base64(key))),
  'base64 of base64 of a pair': at('base64', 'x=', base64(base64(`user:${key}`))),
  'the payload of a JSON web token': at('base64', 'eyJhbGciOiJIUzI1NiJ9.', `${Buffer.from(JSON.stringify({ key })).toString('base64url')}.sig`),
  'a data URL': at('base64', 'data:application/json;base64,', base64(JSON.stringify({ key }))),
  'base64 wrapped at 76': at('base64', 'data: |\n  ', wrap(base64(`${'some text '.repeat(9)}${key}${' and more'.repeat(9)}`), 76, '  ').trimStart()),
  'base64 after a percent-encoded space': at('base64', 'auth=Basic%20', `${base64(`user:${key}`)}&x=1`),
  'base64 after an escaped newline': at('base64', '"a\\n', `${base64(key)}\\n"`),
  'base64 after an escaped quote': at('base64', '{\\u0022k\\u0022:\\u0022', `${base64(key)}\\u0022}`),
  'base64 after a terminal colour': at('base64', '"\u001b[1;32m', `${base64(key)}\u001b[39m"`),
  'base64 whose line ends are written': at('base64', '{"content":"', `${JSON.stringify(wrap(base64(`${'some text '.repeat(9)}${key} and more`), 60)).slice(1)}}`),
  'base64 broken at a written line end': at('base64', '{"content":"', `${JSON.stringify(wrap(base64(`${' '.repeat(43)}${key} and more`), 60)).slice(1)}}`),
  'base64 in literals of one line each': at('base64', 'k = "', `${wrap(base64(`${'some text '.repeat(9)}${key} and more`), 60).replaceAll('\n', '" +\n  "')}"`),
  'a PowerShell encoded command': at('base64', 'powershell -enc ', Buffer.from(`$k='${key}'`, 'utf16le').toString('base64')),
  'hexadecimal': at('hex', 'k=', hex(key)),
  'upper-case hexadecimal of more': at('hex', '', hex(`a=${key}`).toUpperCase()),
  'hexadecimal after an escaped quote': at('hex', '"\\u0022', `${hex(key)}\\u0022"`),
  'reversed after an escaped newline': at('reversed', '"a\\n', `${[...key].reverse().join('')}"`),
  'hexadecimal in pairs': at('hex', '', (hex(key).match(/../g) ?? []).join(' ')),
  'hexadecimal with colons': at('hex', '', (hex(key).match(/../g) ?? []).join(':')),
  'fromCharCode': at('charcodes', 'String.fromCharCode(', `${codes(key).join(',')})`),
  'a list of codes': at('charcodes', '[', `${codes(key).join(', ')}]`),
  'a dump of xxd': at('hex', '00000000: ', dump(key, (from, bytes, shown) => `${place(from, 8)}: ${(bytes.join('').match(/.{1,4}/g) ?? []).join(' ')}  ${shown}`).slice(10)),
  'a dump of hexdump -C': at('hex', '00000000  ', dump(key, (from, bytes, shown) => `${place(from, 8)}  ${bytes.slice(0, 8).join(' ')}  ${bytes.slice(8).join(' ')}  |${shown}|`).slice(10)),
  'a dump of tcpdump -X': at('hex', '\t0x0000:  ', dump(key, (from, bytes, shown) => `\t0x${place(from, 4)}:  ${(bytes.join('').match(/.{1,4}/g) ?? []).join(' ')}  ${shown}`).slice(10)),
  'a dump in which the key begins in the middle of a row': at(
    'hex',
    '00000000: ',
    dump(`token=${key}`, (from, bytes, shown) => `${place(from, 8)}: ${(bytes.join('').match(/.{1,4}/g) ?? []).join(' ')}  ${shown}`).slice(10),
  ),
  'a list of hexadecimal codes': at('charcodes', '{', `${codes(key).map(code => `0x${code.toString(16)}`).join(', ')}}`),
  'codes far apart': at('charcodes', `[\n${' '.repeat(36)}static_cast<unsigned char>(`, `${codes(key).join(`),\n${' '.repeat(36)}static_cast<unsigned char>(`)})]`),
  'one code a line': at('charcodes', '[\n  ', `${codes(key).join(',\n  ')}\n]`),
  'chr() of each character': at('charcodes', 'chr(', `${codes(key).join(') . chr(')})`),
  'calls of any name': at('charcodes', 'ChrW(', `${codes(key).join(') & ChrW(')})`),
  'casts': at('charcodes', '{(sbyte)', `${codes(key).join(', (sbyte)')}}, 52, 53`),
  'reversed': at('reversed', "k='", `${[...key].reverse().join('')}'`),
  'two literals': at('split', "'", `nv_live_' + '${body}'`),
  'three literals': at('split', "'", `nv_' + 'live_' + '${body}'`),
  'a seam inside nv': at('split', '"', `n" + "v_live_${body}"`),
  'a seam inside the body, over two lines': at('split', "k =\n  '", `${key.slice(0, 20)}' +\n  '${key.slice(20)}';`),
  'a seam over two lines of an escaped text': at('split', '{"code":"k = \\"', `nv_live_\\" + // live\\n\\t\\"${body}\\""}`),
  'a list over two lines of an escaped text': at('split', "{\"code\":\"k = ['", `nv',\\n  'live', '${body}'].join('_')"}`),
  'a spreadsheet': at('split', '=CONCATENATE("', `nv_live_","${body}")`),
  'PHP': at('split', '"', `nv_" .\n "live_" . "${body}"`),
  'Lua': at('split', '"', `nv_live_" .. "${body}"`),
  'Visual Basic': at('split', '"', `nv_live_" & _\n  "${body}"`),
  'ABAP': at('split', "'", `nv_live_' && '${body}'`),
  'SQL': at('split', "'", `nv_live_' || '${body}'`),
  'adjacent C literals': at('split', '"', `${key.slice(0, 20)}"\n    "${key.slice(20)}";`),
  'adjacent Python literals': at('split', "('", `nv_live_'\n 'sk_'\n '${observed.slice(11)}')`, observed),
  'StringBuilder': at('split', '("', `nv_live_").append("${body}")`),
  'concat()': at('split', "'", `nv_live_'.concat('${body}')`),
  'a joined list': at('split', "['", `nv','live','${body}'].join('_')`),
  'a list joined with nothing': at('split', '["', `nv_live_", "${body}"].join("")`),
  'a list joined with nothing, one element a line': at('split', '[\n  "', `nv",\n  "live",\n  "${body}",\n].join("_")`),
  'Python join': at('split', '"_".join(["', `nv", "live", "${body}"])`),
  'PHP implode': at('split', "implode('_', ['", `nv', 'live', '${body}'])`),
  'Go strings.Join': at('split', 'strings.Join([]string{"', `nv", "live", "${body}"}, "_")`),
  'single characters': at('split', "['", `${[...key].join("','")}'].join('')`),
  'a line continuation': at('split', 'KEY=', `${key.slice(0, 22)}\\\n${key.slice(22)}`),
  'a YAML fold': at('split', 'key: >-\n  ', `${key.slice(0, 22)}\n  ${key.slice(22)}\nnext: 1`),
  'a quoted-printable line end': at('split', 'word '.repeat(12), `${key.slice(0, 16)}=\n${key.slice(16)}`),
  'a template of constants': at('template', `const env = 'live'\nconst b = '${body}'\nconst k = \``, 'nv_${env}_${b}`'),
  'an f-string': at('template', `b = "${body}"\nk = f"`, 'nv_live_{b}"'),
  'a shell variable': at('template', `BODY=${body}\nKEY=`, 'nv_live_${BODY}'),
  'two constants added': at('template', "const P = '", `nv_live_';\nconst B = '${body}';\nconst k = P + B`),
  'two constants in a template': at('template', "const P = '", `nv_live_';\nconst B = '${body}';\nconst k = \`\${P}\${B}\``),
  'two shell variables': at('template', 'P=', `nv_live_\nS=${body}\nK="$P$S"`),
  'a format string of Python': at('split', "'", `nv_live_%s' % '${body}'`),
  'format() of Python': at('split', "'", `nv_live_{}'.format('${body}')`),
  'Sprintf of Go': at('split', 'fmt.Sprintf("', `nv_live_%s", "${body}")`),
  'a join of CloudFormation': at('split', '{"Fn::Join":["",["', `nv_live_", "${body}"]]}`),
  'concat! of Rust': at('split', 'concat!("', `nv_live_", "${body}")`),
  'literals in parentheses': at('split', "('", `nv_live_') + ('${body}')`),
  'another terminal command before it': at('plain', '\u001b[01;31m\u001b[K', `${key}\u001b[m`),
  'a terminal colour in caret notation': at('plain', '^[[32m', `${key}^[[0m`),
  'a terminal colour whose escape was dropped': at('plain', '[0;32m', `${key}[0m`),
  'a quoted-printable letter before it': at('plain', 'cl=C3=A9', key),
  'the length byte of a binary format': at('plain', '\u0001\0(', `${key}\u0001`),
  'a byte that is no UTF-8 and a letter': at('plain', '\ufffdL', key),
  'a highlighted prefix': at('split', 'grep: \u001b[01;31m\u001b[K', `nv_live_\u001b[m\u001b[K${body}`),
  'a prefix that a search result marks': at('split', '<em>', `nv_live_</em>${body}</td>`),
  'rendered text in two nodes': at('split', '<p>', `nv_live_<!-- -->${body}</p>`),
  'adjacent literals on one line': at('split', 'char *k = "', `${key.slice(0, 14)}" "${key.slice(14)}";`),
  'adjacent shell literals': at('split', 'k="', `nv_live_""${body.slice(0, 12)}""${body.slice(12)}"`),
  'a comment before the joiner': at('split', "k = '", `nv_live_' /* production */ + '${body}'`),
  'a comment behind the joiner': at('split', "k = '", `nv_live_' + // production\n  '${body}'`),
  'a comment between adjacent literals': at('split', '("', `nv_live_"  # production\n "${body}")`),
  'a conversion before the joiner': at('split', 'let k = "', `nv_live_".to_string() + "${body}";`),
  'literals added line by line': at('split', "let k = '", `nv_live_';\nk += '${body.slice(0, 16)}';\nk += '${body.slice(16)}';`),
  'PHP .= on the next line': at('split', "$k = '", `nv_live_';\n$k .= '${body}';`),
  'a second call of append()': at('split', 'sb.append("', `nv_live_");\nsb.append("${body}");`),
  'PowerShell -join before a list': at('split', "-join @('", `nv_live_','${body}')`),
  'PowerShell -join behind a list': at('split', "('", `nv','live','${body}') -join '_'`),
  'PowerShell -f': at('split', '"{0}{1}" -f "', `nv_live_","${body}"`),
  'PowerShell over two lines': at('split', '$k = "', `nv_live_" +\`\n  "${body}"`),
  'Perl join': at('split', "join('_', '", `nv', 'live', '${body}')`),
  'Terraform join': at('split', 'join("_", ["', `nv", "live", "${body}"])`),
  'Kotlin joinToString': at('split', 'listOf("', `nv", "live", "${body}").joinToString("_")`),
  'Scala mkString': at('split', 'List("', `nv", "live", "${body}").mkString("_")`),
  'Swift joined(separator:)': at('split', '["', `nv", "live", "${body}"].joined(separator: "_")`),
  'Ruby join': at('split', "['", `nv_live_', '${body}'].join`),
  'OCaml String.concat': at('split', 'String.concat "_" ["', `nv"; "live"; "${body}"]`),
  'R paste': at('split', 'paste("', `nv", "live", "${body}", sep = "_")`),
  'a format of all parts': at('split', '"{}_{}_{}".format("', `nv", "live", "${body}")`),
  'a C array of characters': at('split', "char k[] = {'", `${[...key].join("','")}'};`),
  'a caret at the end of a line': at('split', 'set K=', `${key.slice(0, 22)}^\n${key.slice(22)}`),
  'a literal in a template': at('template', 'k = `', `nv_\${'live'}_${body}\``),
  'Terraform': at('template', 'locals { p = "', `nv_live_" }\nk = "\${local.p}${body}"`),
  'Make': at('template', 'P := ', `nv_live_\nK := $(P)${body}`),
  'Swift': at('template', 'let p = "', `nv_live_"; let k = "\\(p)${body}"`),
  'a batch file': at('template', 'set P=', `nv_live_\nset K=%P%${body}`),
  'a macro of C': at('template', '#define P "', `nv_live_"\nchar *k = P "${body}";`),
  'a typed constant of Go': at('template', 'const p string = "', `nv_live_"\nvar k = p + "${body}"`),
  'a reference of Rust': at('template', 'const P: &\'static str = "', `nv_live_";\nlet k = format!("{P}${body}");`),
  'a property in a template': at('template', `config = { body: '${body}' }\nk = \``, 'nv_live_${config.body}`'),
  'a format string and a constant': at('template', `BODY = '${body}'\nk = '`, "nv_live_%s' % BODY"),
  'a prefix constant': at('template', "const P = '", `nv_live_';\nconst k = P + '${body}'`),
}

describe('finds a key', () => {
  test.each(Object.entries(situations))('%s', (_, { text, before, encoding, wanted }) => {
    const matches = found(text)
    expect(matches.map(match => ({ start: match.start, encoding: match.encoding }))).toEqual([{ start: before.length, encoding }])
    expect(raw(matches[0])).toBe(wanted ?? key)
  })

  test.each(Object.entries(situations))('the prefilters let through: %s', (_, { text }) => {
    expect(mayHoldKey(Buffer.from(text))).toBe(true)
    expect(mayHoldKey(Buffer.from(` ${text}`))).toBe(true)
    expect(mayHoldKeyText(text)).toBe(true)
    expect(mayHoldKeyText(` ${text}`)).toBe(true)
  })

  test('reads texts of any length, and nothing of the text before', () => {
    const padding = ' '.repeat(70_000)
    expect(mayHoldKeyText(`${padding}${key}`)).toBe(true)
    expect(mayHoldKeyText(`${'你'.repeat(20_000)}${key}`)).toBe(true)
    expect(mayHoldKeyText(padding)).toBe(false)
    expect(mayHoldKeyText('const a = 1')).toBe(false)
    expect(mayHoldKeyText('')).toBe(false)
  })
})

const silent: Record<string, string> = {
  'letters before it': `inv_live_${body} conv_test_${body} cap_inv_live_${body} env_live_${body}`,
  'a digit before it': `7${key}`,
  'an escaped letter before it': `%41${key} \\x41${key}`,
  'codes of a letter before it': `[${codes(`i${key}`).join(', ')}]`,
  'names of resources': [['nv_live_api', '7d9f8b6c5d', 'x2k4q'].join('-'), ['nv_test_db', '8cad4ac9525c2aeed52d'].join('_')].join(' '),
  'an upper-case prefix': `NV_LIVE_${body}`,
  'other separators': `nv-live_${body} nv_live-${body} nvlive_${body}`,
  'a prefix check': "key.startsWith('nv_live_') || key.startsWith('nv_test_')",
  'a regular expression': '/\\bnv_(?:live|test)_[0-9A-Za-z_-]{16,64}\\b/ /nv_live_[A-Za-z0-9]{32}/',
  'a generator': "'nv_live_' + randomBytes(24).toString('hex')",
  'a template of unknowns': '`nv_live_${body}` "nv_live_{{key}}" "nv_live_%s" nv_test_<key> nv_live_[32-character-key-from-dashboard]',
  'a type': 'type Key = `nv_live_${string}`',
  'a mask': 'nv_live_•••••••••••••••• nv_live_**************** nv_live_... nv_test_…',
  'a mask in the middle': `nv_live_${body.slice(0, 4)}••••••••••••••••${body.slice(-4)}`,
  'a display that is cut off': `nv_live_sk_${observed.slice(11, 27)}... and nv_live_${body.slice(0, 22)}…`,
  'a short prefix kept for display': 'nv_live_ab12 nv_test_9Qz7',
  'base64 of the documented placeholder': base64('nv_test_xxxxx'),
  'base64 of a longer placeholder': base64('NUVION_API_KEY=nv_live_your_production_key_goes_here'),
  'a public key in PEM': generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'pem' }).toString(),
  'a folder whose name ends in nv': `D:\\env_live_${body} D:\\srv\\env_test_${body}`,
  'a letter behind a control character': `\u0001\0L${key}`,
  'two arguments on one line': `f("nv_live_" "some-other-argument-of-words") g("${key.slice(0, 16)}", "${key.slice(16)}")`,
  'a prefix of a template of unknowns': 'nv_live_{{ .Values.key }} nv_live_${local.body} nv_live_$(cat key) nv_live_%KEY% nv_live_\\(key)',
  'other masks': ['[truncated]', '[REDACTED]', '<redacted>', '(truncated)', '[…]', '[...]', '&#x2026;', '&#8226;&#8226;', '[cut]', '[Filtered]', '(omitted)', '████', '####', '⋯', 'XXXXXXXXXXXX', '%E2%80%A6'].map(mark => `nv_live_${body.slice(0, 22)}${mark}`).join(' '),
  'a highlighted prefix and a sentence': '<em>nv_live_</em>is the prefix of <b>nv_test_</b>keys-and-other-things',
  'thousands of prefixes': 'nv_live_'.repeat(4000),
  'a webhook secret of the wrong length': `${mintKey('webhook', 3)}0 ${mintKey('webhook', 4).slice(0, -1)}`,
}

describe('stays silent', () => {
  test.each(Object.entries(silent))('%s', (_, text) => {
    expect(found(text).map(match => text.slice(match.start, match.start + 12))).toEqual([])
  })
})

describe('confidence', () => {
  test.each([
    ['high', `x ${observed}`],
    ['high', `NUVION_API_KEY=${key}`],
    ['high', `https://api.nuvion.co ${'x '.repeat(500)}${key}`],
    ['medium', `k=${key}`],
    ['medium', `nuvion ${'x '.repeat(2000)}${key}`],
    ['low', `k=${mintKey('live', 9, { length: 17 })}`],
    ['high', `NUVION_KEY=${mintKey('live', 9, { length: 17 })}`],
  ])('%s', (confidence, text) => {
    expect(detect(text).map(match => match.confidence)).toEqual([confidence])
  })

  test('the path counts as context', () => {
    expect(detect(`k=${key}`, { path: 'config/nuvion.ini' })[0]?.confidence).toBe('high')
  })
})

test('a webhook signing secret belongs to no environment', () => {
  const matches = found(`secret = '${mintKey('webhook', 3)}'`)
  expect(matches.map(({ ruleId, environment }) => ({ ruleId, environment }))).toEqual([{ ruleId: 'nuvion-webhook-secret', environment: null }])
})

test('every occurrence is a match of its own, in order', () => {
  const text = `${sandbox}\n${base64(key)}\n${key} ${key}`
  expect(found(text).map(match => match.start)).toEqual([0, sandbox.length + 1, text.indexOf(key), text.lastIndexOf(key)])
})

test('trailing - and _ are not part of the key', () => {
  expect(raw(found(`${key}__-`)[0])).toBe(key)
})
