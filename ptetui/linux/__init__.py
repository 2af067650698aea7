"""What Linux means by the bits: kernel versions, configuration, swap types, states, pagemap."""
