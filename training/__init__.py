"""Inkling's training side: from a corpus of verse to the files in models/verse (see README.md)."""
