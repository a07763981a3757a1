/** The frame of every page. */
import type { ComponentChildren, VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';

/** A page may show itself and nothing else: no script runs in it and nothing is fetched, whatever was handed in. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** One with a script may besides run that one and ask its own server. */
const policyWithScript = `${policy}; script-src 'self'; connect-src 'self'`;

interface FrameProps {
  readonly title: string;
  /** The style sheet: a constant of this program. */
  readonly style: string;
  /** The path of its one script, from the same server. */
  readonly script?: string;
  readonly children: ComponentChildren;
}

/** One self-contained page about anything. */
export function Frame({ title, style, script, children }: FrameProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={script ? policyWithScript : policy} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        {/* Not escaped: the style sheet is a constant of this program. */}
        <style dangerouslySetInnerHTML={{ __html: style }} />
        {script && <script type="module" src={script} />}
      </head>
      <body>{children}</body>
    </html>
  );
}

/** The text of an HTML file. */
export function renderPage(page: VNode): string {
  return `<!doctype html>\n${renderToString(page)}\n`;
}
