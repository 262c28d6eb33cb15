"""Query packs: one question, one file, with what proves it and what it must and must not find."""
