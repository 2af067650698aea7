"""Time: one layout through its kernels."""
