"""History: collisions of the past, before and after their fix."""
