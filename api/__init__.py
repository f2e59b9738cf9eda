"""The doors: command line, HTTP and the desk page."""
