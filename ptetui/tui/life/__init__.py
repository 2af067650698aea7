"""The life of a page on the screen: what happens (desk), the seed's problems (scenes), and pure drawing."""
