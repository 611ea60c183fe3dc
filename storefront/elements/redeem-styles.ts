import { css } from "lit"
import { baseStyles } from "./styles"

export const redeemStyles = [
  baseStyles,
  css`
    [part="panel"],
    [part="form"] {
      display: grid;
      gap: var(--gap);
    }
    [part="applied"] {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      justify-content: space-between;
      gap: var(--gap);
      padding: 0.6em 0.8em;
      border: 1px solid var(--line);
      border-radius: var(--radius);
    }
    [part="applied-points"],
    [part="applied-amount"] {
      font-weight: 600;
    }
    [part="applied-amount"],
    [part="saving"] {
      color: var(--gain);
    }
    [part="controls"] {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: var(--gap);
    }
    [part="slider"] {
      flex: 1 1 10em;
      min-width: 0;
      min-height: 2em;
      margin: 0;
      accent-color: var(--accent);
    }
    [part="field"] {
      width: 8em;
      font: inherit;
      min-height: 2.5em;
      padding: 0.4em 0.6em;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: transparent;
      color: inherit;
    }
    [part="limits"] {
      font-size: 0.9em;
    }
    [part="note"],
    [part="refusal"] {
      color: var(--danger);
    }
    [part="refusal"]:empty {
      display: none;
    }
    /* Out of the grid, and still there to be spoken when something is said. */
    [part="note"]:empty {
      position: absolute;
    }
  `,
]
