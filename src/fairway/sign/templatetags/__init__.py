"""Words and looks for SIGN's pages."""
