"""Figures side by side; nothing here decides whether the suite passes."""
