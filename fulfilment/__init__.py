"""The back office of a national patient survey: samples in, checked packs out, answers and results at the end."""
