"""A trust's sample file in, checked people and cases out."""
