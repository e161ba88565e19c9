"""Tagging archives: folders of tables too large for memory, in parts that survive a kill."""
