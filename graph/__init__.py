"""The network of one territory and the answers it gives."""
