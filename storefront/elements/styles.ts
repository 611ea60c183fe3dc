import { css } from "lit"

/** The custom properties that README.md names, with what holds where the page does not set them; dark by the page's `color-scheme`. */
export const baseStyles = css`
  :host {
    --accent: var(--loyalty-accent, light-dark(#0b5f4a, #6fd3b4));
    --on-accent: var(--loyalty-on-accent, light-dark(#ffffff, #06251d));
    --quiet: var(--loyalty-quiet, color-mix(in srgb, currentColor 74%, transparent));
    --line: var(--loyalty-line, color-mix(in srgb, currentColor 22%, transparent));
    --danger: var(--loyalty-danger, light-dark(#a3202a, #ffb3b3));
    --gain: var(--loyalty-gain, var(--accent));
    --radius: var(--loyalty-radius, 8px);
    --gap: var(--loyalty-gap, 0.75rem);
    display: block;
    font: inherit;
    font-family: var(--loyalty-font, inherit);
    color: var(--loyalty-color, inherit);
  }
  :host([hidden]) {
    display: none;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  p,
  ul,
  dl,
  dd,
  h2,
  h3 {
    margin: 0;
    padding: 0;
  }
  ul {
    list-style: none;
  }
  h2,
  h3 {
    font-size: 1em;
    font-weight: 600;
  }
  .quiet {
    color: var(--quiet);
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .number {
    font-variant-numeric: tabular-nums;
  }
  button {
    font: inherit;
    min-height: 2.5em;
    padding: 0.4em 1em;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: transparent;
    color: inherit;
    cursor: pointer;
    justify-self: start;
  }
  button.main {
    justify-self: stretch;
    border-color: transparent;
    background: var(--accent);
    color: var(--on-accent);
  }
  button[aria-disabled="true"] {
    opacity: 0.6;
    cursor: default;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  [part="box"]:focus {
    outline: none;
  }
  a {
    color: var(--accent);
  }
  [part="error"] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--gap);
  }
  [part="signed-out"],
  [part="not-joined"] {
    margin-block-end: var(--gap);
  }
  .skeleton {
    display: inline-block;
    width: 6em;
    max-width: 100%;
    height: 1em;
    border-radius: 4px;
    background: var(--line);
    vertical-align: text-bottom;
    animation: breathe 1.2s ease-in-out infinite alternate;
  }
  @keyframes breathe {
    to {
      opacity: 0.4;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      animation: none !important;
      transition: none !important;
    }
  }
`
