// Unpacks the Chromium that the npm package @sparticuz/chromium holds, with its libraries, and tells it which fonts to use:
//   node tests/browser/unpack.mjs OUT FONTS
// Nothing is downloaded. Its own fonts crash it in a plain container, and with ours a page looks the same on every machine.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

const [out, fonts] = process.argv.slice(2).map((folder) => path.resolve(folder));
const packed = path.resolve('node_modules/@sparticuz/chromium/bin');
const unpack = (name) => zlib.brotliDecompressSync(fs.readFileSync(path.join(packed, name)));

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(out, { recursive: true });
fs.writeFileSync(path.join(out, 'chromium'), unpack('chromium.br'), { mode: 0o755 });
for (const name of ['al2023.tar.br', 'swiftshader.tar.br']) {
  execFileSync('tar', ['-x', '-C', out], { input: unpack(name) });
}
fs.writeFileSync(path.join(out, 'fonts.conf'), `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${fonts}</dir>
  <cachedir>${path.join(out, 'fontcache')}</cachedir>
  <alias><family>sans-serif</family><prefer><family>Noto Sans</family></prefer></alias>
  <alias binding="same"><family>Arial</family><prefer><family>Noto Sans</family></prefer></alias>
</fontconfig>
`);
