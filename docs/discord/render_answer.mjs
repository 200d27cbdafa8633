// Draws a message as Discord shows it, from the payload that Discord is sent.
//
//   npm install                         (in this folder, once; Chromium must be installed)
//   python payload.py "a question" > payload.json
//   node render_answer.mjs payload.json ../answer.png

import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { parse } from 'discord-markdown-parser';
import { chromium } from 'playwright-core';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const WIDTH = 720;
const BUTTONS = { 1: 'primary', 2: 'secondary', 3: 'success', 4: 'destructive' };
const TIMES = {
  d: { dateStyle: 'short' },
  D: { dateStyle: 'long' },
  f: { dateStyle: 'long', timeStyle: 'short' },
};
const ASKED_AT = '10:24 AM';

const escaped = (text) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]);

// Discord's Markdown, read by a parser that follows the client's own rules.
function markdown(text) {
  return nodes(parse(text, 'extended'));
}

function nodes(content) {
  return Array.isArray(content) ? content.map(node).join('') : escaped(String(content ?? ''));
}

function node({ type, content, target, timestamp, format, name }) {
  switch (type) {
    case 'text': return nodes(content);
    case 'br': return '<br>';
    case 'strong': return `<discord-bold>${nodes(content)}</discord-bold>`;
    case 'em': return `<discord-italic>${nodes(content)}</discord-italic>`;
    case 'blockQuote': return `<discord-quote>${nodes(content)}</discord-quote>`;
    case 'twemoji': return escaped(name);
    case 'url':
    case 'link':
    case 'autolink': return `<discord-link href="${escaped(target)}">${nodes(content)}</discord-link>`;
    case 'timestamp': return time(timestamp, format);
    default: throw new Error(`This picture cannot show Markdown of the type ${type}.`);
  }
}

function time(seconds, format) {
  const style = TIMES[format] ?? TIMES.f;
  const shown = new Intl.DateTimeFormat('en-US', { ...style, timeZone: 'UTC' }).format(seconds * 1000);
  return `<discord-time>${shown}</discord-time>`;
}

const embed = ({ title, url, color, description, fields = [], footer }) => `
  <discord-embed slot="embeds" color="#${color.toString(16).padStart(6, '0')}"
    ${title ? `embed-title="${escaped(plain(title))}"` : ''} ${url ? `url="${escaped(url)}"` : ''}>
    <discord-embed-description slot="description">${markdown(description ?? '')}</discord-embed-description>
    <discord-embed-fields slot="fields">${fields.map(field).join('')}</discord-embed-fields>
    ${footer ? `<discord-embed-footer slot="footer">${escaped(footer.text)}</discord-embed-footer>` : ''}
  </discord-embed>`;

const field = ({ name, value }) =>
  `<discord-embed-field field-title="${escaped(plain(name))}">${markdown(value)}</discord-embed-field>`;

// The component takes titles as an attribute, so without Markdown.
const plain = (text) => text.replace(/\\([^0-9A-Za-z\s])/g, '$1');

const row = ({ components }) =>
  `<discord-action-row>${components.map(button).join('')}</discord-action-row>`;

const button = ({ label, style, emoji }) =>
  `<discord-button type="${BUTTONS[style]}">${emoji ? `${emoji.name} ` : ''}${escaped(label ?? '')}</discord-button>`;

const avatar = (letter, color) =>
  'data:image/svg+xml,' +
  encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="${color}"/>` +
    `<text x="40" y="54" font-family="sans-serif" font-size="40" fill="#fff" text-anchor="middle">${letter}</text></svg>`,
  );

const page = ({ asked, embeds, components }) => `
  <style>
    body { margin: 0; background: #313338; width: ${WIDTH}px; }
    discord-messages { --discord-font: "gg sans", "Noto Sans", "Liberation Sans", sans-serif; padding-bottom: 12px; }
  </style>
  <discord-messages>
    <discord-message author="Ada" avatar="${avatar('A', '#7a5cc0')}" timestamp="${ASKED_AT}">
      <discord-mention>Footnote</discord-mention> ${escaped(asked)}
    </discord-message>
    <discord-message author="Footnote" bot avatar="${avatar('[1]', '#3b6fd4')}" timestamp="${ASKED_AT}">
      ${embeds.map(embed).join('')}
      <discord-attachments slot="components">${components.map(row).join('')}</discord-attachments>
    </discord-message>
  </discord-messages>`;

async function components() {
  const bundle = await build({
    stdin: { contents: "import '@skyra/discord-components-core';", resolveDir: import.meta.dirname },
    bundle: true, minify: true, write: false, format: 'iife',
  });
  return bundle.outputFiles[0].text;
}

const [payload, picture] = process.argv.slice(2);
if (!picture) {
  console.error('Usage: node render_answer.mjs payload.json picture.png');
  process.exit(2);
}
const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
try {
  const tab = await browser.newPage({ viewport: { width: WIDTH, height: 600 }, deviceScaleFactor: 2 });
  // Whatever the components would fetch, fonts among it, stays where it is.
  await tab.route(/^https?:/, (route) => route.abort());
  await tab.setContent(page(JSON.parse(await readFile(payload, 'utf8'))));
  await tab.addScriptTag({ content: await components() });
  await tab.waitForFunction(() => customElements.get('discord-embed-footer'));
  await tab.locator('discord-messages').screenshot({ path: picture });
} finally {
  await browser.close();
}
