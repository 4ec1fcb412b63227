"""The questions and their answers: the store in, figures out. One file for each measure."""
