"""The forms of the Register page: each shows one part of the register and saves one edit of it."""
