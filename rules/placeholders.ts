/** Words and abbreviations of code and documentation that stand in key-like names; lower case. Letter pairs alone misjudge the short ones. */
export const codeWords: readonly string[] = [
  'acct', 'admin', 'alias', 'api', 'app', 'arg', 'args', 'auth', 'aws', 'base', 'bool', 'btn', 'bucket', 'build', 'bus', 'cfg', 'char', 'cfgs', 'cli',
  'client', 'cmd', 'config', 'conn', 'const', 'cpu', 'crc', 'css', 'csv', 'ctx', 'dashboard', 'data', 'db', 'debug', 'demo', 'dev', 'dir', 'dns', 'doc',
  'docs', 'dummy', 'env', 'err', 'example', 'fake', 'fetch', 'fft', 'fk', 'fmt', 'foo', 'bar', 'baz', 'func', 'git', 'gpu', 'grpc', 'gui', 'hash', 'here',
  'hmac', 'html', 'http', 'https', 'idx', 'img', 'impl', 'info', 'init', 'int', 'ip', 'irq', 'jpg', 'json', 'jwt', 'key', 'keys', 'kms', 'lib', 'live',
  'log', 'md', 'mgr', 'mock', 'msg', 'mysql', 'nginx', 'null', 'num', 'obj', 'ok', 'org', 'pdf', 'pk', 'pkg', 'placeholder', 'png', 'ppm', 'prod',
  'production', 'proto', 'psql', 'ptr', 'pwd', 'px', 'qa', 'qux', 'rc', 'redis', 'ref', 'repl', 'req', 'res', 'rgb', 'rpc', 'rx', 'sandbox', 'sdk', 'secret', 'sha',
  'skel', 'smtp', 'sql', 'src', 'ssh', 'ssl', 'std', 'str', 'svc', 'svg', 'swp', 'sys', 'tbl', 'tcp', 'temp', 'test', 'tls', 'tmp', 'todo', 'token', 'ttl',
  'tx', 'txt', 'udp', 'ui', 'uid', 'undefined', 'url', 'usr', 'utc', 'utf', 'uuid', 'val', 'vm', 'webhook', 'wlan', 'www', 'xml', 'yaml', 'your', 'yml',
  'zip',
]

/** Words spelled with hexadecimal digits that people type as fillers. */
export const hexWords: readonly string[] = [
  'dead', 'beef', 'cafe', 'babe', 'face', 'feed', 'fade', 'f00d', 'c0ffee', 'd00d', 'baad', 'decade', 'facade', 'abad1dea', '1337', 'c0de', 'ba5e', 'b16b00b5',
]

/** Runs of neighbouring keyboard keys. */
export const keyboardRuns: readonly string[] = ['qwertyuiop', 'asdfghjkl', 'zxcvbnm', 'qwertz', 'azerty', 'qazwsx', '1qaz2wsx', '3edc4rfv', '5tgb6yhn', 'qweasdzxc', 'rtyfghvbn', 'poiuytrewq', 'lkjhgfdsa', 'mnbvcxz', 'qwer', 'asdf', 'zxcv', 'edcrfv', 'tgbyhn', 'ujmikolp', '1q2w3e4r', '5t6y7u8i']

/** What follows a body that was cut off or masked, also behind an opening bracket: none of these is the end of a whole key. Lower case. */
export const cutOffMarks: readonly string[] = [
  '...', '. . .', '…', '⋯', '•', '●', '·', '***', '＊', '×××', '###', '█', '▒', '■', 'redacted', 'truncated', 'masked', 'hidden', 'snip', 'cut', 'filtered', 'omitted', 'elided', 'shortened',
  '&hellip;', '&bull;', '\\u2026', '\\u2022', '&#8230;', '&#8226;', '&#x2026;', '&#x2022;', '%e2%80%a6',
]

/** The shortest words of English: in camel case they are whole parts. */
export const shortWords: readonly string[] = ['a', 'i', 'am', 'an', 'as', 'at', 'be', 'by', 'do', 'go', 'he', 'if', 'in', 'is', 'it', 'me', 'my', 'no', 'of', 'on', 'or', 'so', 'to', 'up', 'us', 'we']

/** Digits that stand for letters in words: `s3cr3t`. */
export const digitLetters: Readonly<Record<string, string>> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't' }
