"""Where words come from. Every source gives snapshots."""
