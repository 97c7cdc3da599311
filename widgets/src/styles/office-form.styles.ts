/** The look of an office's forms, and of the rows of buttons under things. */
import { css } from 'lit';

export const officeFormStyles = css`
  form {
    display: grid;
    gap: 16px;
  }

  form.card {
    background: var(--_ground-soft);
  }

  .fields {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(260px, 100%), 1fr));
    align-items: end;
    gap: 12px 16px;
  }

  .fields.tops {
    align-items: start;
  }

  .field,
  .field > :is(input, select, textarea) {
    min-inline-size: 0;
  }

  .narrow {
    max-inline-size: 26rem;
  }

  .hint,
  small {
    color: var(--_ink-soft);
    font-size: 0.875rem;
    font-weight: 400;
  }

  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
  }

  fieldset {
    display: grid;
    gap: 8px;
    min-inline-size: 0;
  }

  legend {
    padding: 0;
    margin-block-end: 4px;
    font-weight: 600;
  }

  details > fieldset {
    padding: 8px 16px;
  }

  label.choice {
    display: flex;
    align-items: flex-start;
    gap: 8px;
    min-block-size: 28px;
    font-weight: 400;
  }

  label.choice input {
    inline-size: 20px;
    block-size: 20px;
    margin: 2px 0 0;
    flex: none;
  }
`;
