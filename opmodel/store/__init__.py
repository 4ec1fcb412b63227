"""What is kept: the register, the facts, the meetings, and the rollups worked out from them."""
