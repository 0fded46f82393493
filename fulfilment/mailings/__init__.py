"""Mailings: clearance, plan, compose, check, release. The ledger of every envelope."""
