"""The `fulfilment` command: one thin module a noun, no logic."""
