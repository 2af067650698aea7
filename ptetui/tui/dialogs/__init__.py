"""Questions over a screen: one file each."""
