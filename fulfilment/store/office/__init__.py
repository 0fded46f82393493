"""The office store. Every table is known as soon as any part of it is imported: tables refer to one another."""

from fulfilment.store.office import closing_models, ledger_models, models, returns_models

__all__ = ["closing_models", "ledger_models", "models", "returns_models"]
