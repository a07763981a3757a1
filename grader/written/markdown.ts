/** Markdown of strangers as HTML that shows itself and does nothing: no markup of their own, no link, nothing to load. */
import katexPlugin from '@vscode/markdown-it-katex';
import katex, { type KatexOptions } from 'katex';
import MarkdownIt from 'markdown-it';
import { cleanText } from '../clean';
import { limits } from '../limits';

/** Formulas become MathML, which browsers draw without style sheet or font. */
const mathematics: KatexOptions = {
  output: 'mathml',
  throwOnError: false,
  // No command that makes links, loads pictures or sets attributes.
  trust: false,
  strict: false,
  maxSize: 20,
  maxExpand: 200,
};

/** With macros a few characters could stand for millions; the others would lead elsewhere. */
const refused =
  /\\(?:def|edef|gdef|xdef|let|futurelet|global|long|(?:re)?newcommand|providecommand|href|url|includegraphics|html[A-Z]\w*)(?![a-zA-Z])/;

/** As KaTeX, within limits. A formula that cannot be drawn is shown as it was written. */
const limitedKatex = {
  ...katex,
  renderToString(formula: string, options?: KatexOptions): string {
    if (formula.length > limits.formula || refused.test(formula)) return asWritten(formula);
    const drawn = katex.renderToString(formula, {
      ...mathematics,
      displayMode: options?.displayMode === true,
    });
    return drawn.includes('katex-error') ? asWritten(formula) : drawn.replaceAll(namespace, '');
  },
};

/** Only XML needs it. */
const namespace = ' xmlns="http://www.w3.org/1998/Math/MathML"';

function asWritten(formula: string): string {
  return `<code>${markdown.utils.escapeHtml(formula)}</code>`;
}

/** Node hands out all of a CommonJS package, bundlers what it calls its default. */
const drawFormulas = 'default' in katexPlugin ? (katexPlugin.default as typeof katexPlugin) : katexPlugin;

const markdown: MarkdownIt = new MarkdownIt('default', { html: false, linkify: false }).use(
  (it: MarkdownIt) => drawFormulas(it, { katex: limitedKatex as typeof katex }),
);
const { rules } = markdown.renderer;
const { escapeHtml } = markdown.utils;

// Where it leads is said, and nobody is led there.
rules.link_open = () => '<span class="link">';
rules.link_close = () => '</span>';
markdown.core.ruler.push('targets', ({ tokens, Token }) => {
  for (const { children } of tokens) {
    for (let index = 0; index < (children?.length ?? 0); index++) {
      const href = children?.[index]?.attrGet('href');
      if (href === null || href === undefined) continue;
      const end = children?.findIndex((token, at) => at > index && token.type === 'link_close') ?? -1;
      const target = new Token('code_inline', 'code', 0);
      target.content = href;
      children?.splice(end, 0, target);
      index = end;
    }
  }
});
rules.image = (tokens, index) =>
  `<span class="muted">[picture, not shown: ${escapeHtml(tokens[index]?.content ?? '')}]</span>`;
// The headings of the page are its own.
rules.heading_open = () => '<p><b>';
rules.heading_close = () => '</b></p>\n';
// The word behind the fence would become the name of a class.
rules.fence = (tokens, index) => `<pre><code>${escapeHtml(tokens[index]?.content ?? '')}</code></pre>\n`;

/**
 * @param text - of a stranger
 * @returns HTML without scripts, styles, links, pictures, control characters and marks of direction, whatever the text holds
 */
export function renderMarkdown(text: string): string {
  try {
    // Once more at the end: entities and formulas can name any character.
    return cleanText(markdown.render(cleanText(text)));
  } catch {
    return `<pre>${escapeHtml(cleanText(text))}</pre>`;
  }
}
