"""What exists: the vocabularies, the backbone of Italian procedures, the territories, the words."""
