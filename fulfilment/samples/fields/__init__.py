"""One module a field: ``parse`` takes the text of a cell and gives the value, or what is wrong with it."""
