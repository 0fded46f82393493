"""The static checks, one subject a module; each gives faults with file, line and how to mend them."""
