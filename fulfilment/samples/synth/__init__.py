"""Invented trusts' sample files: nobody in them exists, nor do their streets, towns and postcodes."""
