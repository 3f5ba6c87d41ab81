"""The football prediction service. Imports go downwards only; `lint-imports` checks it."""
