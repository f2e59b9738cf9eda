"""Mapping exercises in, records with an address out."""
